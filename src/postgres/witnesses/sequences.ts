import { on } from "./witness.ts";

const SEQUENCES = `CREATE SEQUENCE numbers;
CREATE TABLE target (id serial PRIMARY KEY, a int DEFAULT nextval('numbers'), b int);
INSERT INTO target (b) SELECT i FROM generate_series(1, 300) i;
CREATE SEQUENCE loose;
`;

export const sequences = [
  ...on(SEQUENCES, [
    ["CREATE SEQUENCE", "CREATE SEQUENCE IF NOT EXISTS numbers"],
    ["CREATE SEQUENCE", "CREATE SEQUENCE fresh AS int START 5 INCREMENT 2 CACHE 10"],
    ["CREATE SEQUENCE OWNED BY", "CREATE SEQUENCE fresh OWNED BY target.b"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE numbers INCREMENT BY 10"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE numbers AS bigint"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE IF EXISTS target_id_seq MAXVALUE 100000"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE IF EXISTS absent RESTART"],
    ["ALTER SEQUENCE OWNED BY", "ALTER SEQUENCE numbers OWNED BY target.a"],
    ["ALTER SEQUENCE", "ALTER SEQUENCE target_id_seq OWNED BY NONE"],
    ["ALTER SEQUENCE RENAME", "ALTER SEQUENCE numbers RENAME TO renamed"],
    ["ALTER SEQUENCE RENAME", "ALTER TABLE numbers RENAME TO renamed", "of a sequence"],
    ["ALTER SEQUENCE OWNER TO", "ALTER SEQUENCE numbers OWNER TO app"],
    ["ALTER SEQUENCE OWNER TO", "ALTER TABLE numbers OWNER TO app", "of a sequence"],
    ["ALTER SEQUENCE OWNER TO", "ALTER SEQUENCE target_id_seq OWNER TO app", "it is owned by a column"],
    ["ALTER SEQUENCE SET UNLOGGED", "ALTER SEQUENCE numbers SET UNLOGGED"],
    ["ALTER SEQUENCE SET UNLOGGED", "ALTER SEQUENCE numbers SET LOGGED"],
    ["DROP SEQUENCE", "DROP SEQUENCE loose"],
    ["DROP SEQUENCE", "DROP SEQUENCE IF EXISTS absent"],
    ["DROP SEQUENCE", "DROP SEQUENCE numbers", "a default uses it"],
    ["DROP SEQUENCE CASCADE", "DROP SEQUENCE numbers CASCADE", "a default uses it"],
    ["COMMENT ON SEQUENCE", "COMMENT ON SEQUENCE numbers IS 'words'"],
    ["GRANT ON SEQUENCE", "GRANT USAGE ON SEQUENCE numbers TO app"],
    ["REVOKE ON SEQUENCE", "REVOKE USAGE ON SEQUENCE numbers FROM app"],
    ["GRANT ON ALL SEQUENCES", "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app"],
    ["REVOKE ON ALL SEQUENCES", "REVOKE USAGE ON ALL SEQUENCES IN SCHEMA public FROM app"],
    ["SELECT setval", "SELECT setval('numbers', 100)"],
    ["SELECT setval", "SELECT nextval('numbers')"],
    ["SELECT setval", "SELECT setval('target_id_seq', (SELECT max(id) FROM target))"],
    ["SELECT setval", "SELECT setval('target_id_seq', coalesce((SELECT max(b) FROM target), 1), false)"],
    ["SELECT setval", "SELECT setval(pg_get_serial_sequence('target', 'id'), max(id)) FROM target"],
  ]),
  ...on(`CREATE SCHEMA other;\n${SEQUENCES}`, [
    ["ALTER SEQUENCE SET SCHEMA", "ALTER SEQUENCE numbers SET SCHEMA other"],
    ["ALTER SEQUENCE SET SCHEMA", "ALTER TABLE numbers SET SCHEMA other", "of a sequence"],
  ]),
];
