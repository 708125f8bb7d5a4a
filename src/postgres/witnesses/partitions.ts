import {
  A_PARTITION,
  A_PARTITION_BESIDE_DEFAULT,
  INHERITED,
  PARTITIONED,
  PARTITIONED_INDEXED,
  TABLE,
} from "./given.ts";
import { on } from "./witness.ts";

const OF = "CREATE TABLE PARTITION OF";
const ATTACH = "ALTER TABLE ATTACH PARTITION";
const DETACH = "ALTER TABLE DETACH PARTITION";

const CANDIDATE = `CREATE TABLE target (id int NOT NULL, a int, b text);
INSERT INTO target SELECT i, i, 'text ' || i FROM generate_series(500, 800) i;
`;
const PARENT = `CREATE TABLE parent (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parent FOR VALUES FROM (1) TO (200);
INSERT INTO parent SELECT i, i, 'text ' || i FROM generate_series(1, 199) i;
`;
const DEFAULT = `CREATE TABLE part_default PARTITION OF parent DEFAULT;
INSERT INTO parent SELECT i, i, 'text ' || i FROM generate_series(2000, 2300) i;
`;
const REFERRED_PARENT = `CREATE TABLE parent (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parent FOR VALUES FROM (200) TO (400);
INSERT INTO parent SELECT i, i FROM generate_series(200, 399) i;
CREATE TABLE referencing (id int PRIMARY KEY, parent_id int REFERENCES parent (id));
INSERT INTO referencing SELECT i, i FROM generate_series(200, 399) i;
`;
const REFERRED_PARTITION = `CREATE TABLE target PARTITION OF parent FOR VALUES FROM (1) TO (200);
INSERT INTO parent SELECT i, i FROM generate_series(1, 199) i;
`;
const REFERRED = "another table refers to the partitioned one";
const PROOF = "ALTER TABLE target ADD CHECK (id >= 500 AND id < 900);\n";
const PUT = "ALTER TABLE parent ATTACH PARTITION target FOR VALUES FROM (500) TO (900)";
const TAKE = "ALTER TABLE parent DETACH PARTITION target";

export const partitions = [
  ...on(`${REFERRED_PARENT}${REFERRED_PARTITION}`, [
    [DETACH, TAKE, REFERRED],
    ["ALTER TABLE DETACH PARTITION CONCURRENTLY", `${TAKE} CONCURRENTLY`, REFERRED],
    ["DROP TABLE partition", "DROP TABLE target", REFERRED],
    ["DROP TABLE partition", "DROP TABLE target CASCADE", REFERRED],
    [OF, "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100)", REFERRED],
  ]),
  ...on(`${REFERRED_PARENT}${CANDIDATE}ALTER TABLE target DROP COLUMN b;\n`, [[ATTACH, PUT, REFERRED]]),
  ...on(PARENT, [
    [OF, "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100)"],
    [OF, "CREATE TABLE IF NOT EXISTS fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100)"],
    [OF, "CREATE TABLE fresh PARTITION OF parent DEFAULT"],
    [OF, "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100) PARTITION BY LIST (a)"],
    [OF, "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (100) TO (300)", "it overlaps"],
    [
      "CREATE TABLE PARTITION OF IF NOT EXISTS existing",
      "CREATE TABLE IF NOT EXISTS part PARTITION OF parent DEFAULT",
    ],
    ["CREATE TABLE", "CREATE TABLE fresh (id int) PARTITION BY HASH (id)"],
  ]),
  ...on(PARENT + DEFAULT, [
    [
      OF,
      "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100)",
      "beside a default partition",
    ],
    [
      OF,
      "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (2000) TO (2100)",
      "the default partition has such rows",
    ],
  ]),
  ...on(`${PARENT}${DEFAULT}ALTER TABLE part_default ADD CHECK (id >= 2000);\n`, [
    [
      OF,
      "CREATE TABLE fresh PARTITION OF parent FOR VALUES FROM (1000) TO (1100)",
      "a CHECK on the default partition excludes it",
    ],
  ]),
  ...on(PARENT + CANDIDATE, [
    [ATTACH, PUT],
    [ATTACH, "ALTER TABLE parent ATTACH PARTITION target DEFAULT"],
    [ATTACH, "ALTER TABLE parent ATTACH PARTITION target FOR VALUES FROM (500) TO (600)", "rows do not fit"],
  ]),
  ...on(PARENT + CANDIDATE + PROOF, [[ATTACH, PUT, "a CHECK proves it"]]),
  ...on(`${PARENT}${CANDIDATE}ALTER TABLE target ADD CHECK (id >= 500 AND id < 900) NOT VALID;\n`, [
    [ATTACH, PUT, "the CHECK is NOT VALID"],
  ]),
  ...on(PARENT + CANDIDATE + PROOF + DEFAULT, [
    [ATTACH, PUT, "a CHECK proves it, beside a default partition"],
  ]),
  ...on(`${PARENT}${CANDIDATE}${PROOF}${DEFAULT}ALTER TABLE part_default ADD CHECK (id >= 2000);\n`, [
    [ATTACH, PUT, "CHECKs prove it for both"],
  ]),
  ...on(`${PARENT}CREATE INDEX parent_a_idx ON parent (a);\n${CANDIDATE}${PROOF}`, [
    [ATTACH, PUT, "the parent has an index that it lacks"],
  ]),
  ...on(
    `${PARENT}CREATE INDEX parent_a_idx ON parent (a);\n${CANDIDATE}${PROOF}CREATE INDEX target_a_idx ON target (a);\n`,
    [[ATTACH, PUT, "it has the parent's index"]],
  ),
  ...on(`${PARENT}ALTER TABLE parent ADD PRIMARY KEY (id);\n${CANDIDATE}${PROOF}`, [
    [ATTACH, PUT, "the parent has a primary key that it lacks"],
  ]),
  ...on(
    `CREATE TABLE referenced (id int PRIMARY KEY);
INSERT INTO referenced SELECT i FROM generate_series(1, 900) i;
${PARENT}ALTER TABLE parent ADD CONSTRAINT parent_a_fkey FOREIGN KEY (a) REFERENCES referenced;
${CANDIDATE}${PROOF}`,
    [[ATTACH, PUT, "the parent refers to another table"]],
  ),
  ...on(`${PARENT}CREATE TABLE target (id int, a int, b text);\n`, [[ATTACH, PUT, "its key is nullable"]]),
  ...on(`${PARENT}ALTER TABLE parent ADD CHECK (a > 0);\n${CANDIDATE}${PROOF}`, [
    [ATTACH, PUT, "it lacks the parent's CHECK"],
  ]),
  ...on(A_PARTITION, [
    [DETACH, TAKE],
    ["ALTER TABLE DETACH PARTITION CONCURRENTLY", `${TAKE} CONCURRENTLY`],
    ["ALTER TABLE DETACH PARTITION FINALIZE", `${TAKE} FINALIZE`, "none is pending"],
    ["DROP TABLE partition", "DROP TABLE target", "of a partition"],
    ["DROP TABLE", "DROP TABLE parent", "of the partitioned table"],
    ["TRUNCATE", "TRUNCATE target", "of a partition"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "of a partition"],
    [
      "ALTER TABLE ALTER COLUMN DROP NOT NULL",
      "ALTER TABLE target ALTER COLUMN id DROP NOT NULL",
      "the parent has it",
    ],
    ["INSERT", "INSERT INTO target VALUES (7, 7, 'x')", "of a partition"],
    ["CREATE INDEX", "CREATE INDEX ON target (a)", "of a partition"],
  ]),
  ...on(A_PARTITION_BESIDE_DEFAULT, [
    ["ALTER TABLE DETACH PARTITION", TAKE, "beside a default partition"],
    ["ALTER TABLE DETACH PARTITION CONCURRENTLY", `${TAKE} CONCURRENTLY`, "beside a default partition"],
    ["DROP TABLE partition", "DROP TABLE target", "beside a default partition"],
    ["DROP TABLE partition", "DROP TABLE part_default", "of the default partition"],
    [
      "ALTER TABLE DETACH PARTITION",
      "ALTER TABLE parent DETACH PARTITION part_default",
      "of the default partition",
    ],
  ]),
  ...on(PARTITIONED, [
    ["INSERT partitioned", "INSERT INTO target VALUES (7, 7, 'x')", "partitioned"],
    ["UPDATE", "UPDATE target SET a = 1", "partitioned"],
    ["UPDATE", "UPDATE target SET a = 1 WHERE id = 7", "partitioned"],
    ["UPDATE", "UPDATE target SET id = 1000 WHERE id = 7", "partitioned, the row moves"],
    ["DELETE", "DELETE FROM target", "partitioned"],
    ["DELETE", "DELETE FROM target WHERE id = 7", "partitioned"],
    ["SELECT", "SELECT count(*) FROM target", "partitioned"],
    ["LOCK TABLE", "LOCK TABLE target", "partitioned"],
    ["LOCK TABLE", "LOCK TABLE ONLY target", "partitioned"],
    ["TRUNCATE", "TRUNCATE ONLY target", "partitioned"],
    ["CREATE INDEX", "CREATE INDEX ON ONLY target (a)", "partitioned"],
    ["CREATE INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY ON target (a)", "partitioned"],
    ["COMMENT ON TABLE", "COMMENT ON TABLE target IS 'words'", "partitioned"],
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO app", "partitioned"],
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "partitioned"],
    ["ALTER TABLE ENABLE ROW LEVEL SECURITY", "ALTER TABLE target ENABLE ROW LEVEL SECURITY", "partitioned"],
    [
      "ALTER TABLE SET TABLESPACE partitioned",
      "ALTER TABLE target SET TABLESPACE other_space",
      "partitioned",
    ],
    ["GRANT ON TABLE", "GRANT SELECT ON target TO app", "partitioned"],
  ]),
  ...on(`CREATE SCHEMA other;\n${PARTITIONED}`, [
    ["ALTER TABLE SET SCHEMA", "ALTER TABLE target SET SCHEMA other", "partitioned"],
  ]),
  ...on(
    `${PARTITIONED}CREATE INDEX target_a_idx ON ONLY target (a);\nCREATE INDEX part_a_idx ON part (a);\n`,
    [["ALTER INDEX ATTACH PARTITION", "ALTER INDEX target_a_idx ATTACH PARTITION part_a_idx"]],
  ),
  ...on(PARTITIONED_INDEXED, [
    ["DROP INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY target_a_idx", "partitioned"],
    ["DROP INDEX", "DROP INDEX part_a_idx", "the partitioned table's index has it"],
    ["ALTER INDEX RENAME", "ALTER INDEX target_a_idx RENAME TO renamed", "partitioned"],
    ["REINDEX partitioned", "REINDEX INDEX target_a_idx", "partitioned"],
    ["REINDEX partitioned", "REINDEX TABLE target", "partitioned"],
    ["REINDEX partitioned CONCURRENTLY", "REINDEX TABLE CONCURRENTLY target", "partitioned"],
  ]),
  ...on(`${TABLE}CREATE TABLE child (LIKE target INCLUDING ALL);\nCREATE TABLE child_2 (id int);\n`, [
    ["ALTER TABLE INHERIT", "ALTER TABLE child INHERIT target"],
    ["ALTER TABLE INHERIT", "ALTER TABLE child_2 INHERIT target", "columns are missing"],
    ["CREATE TABLE INHERITS", "CREATE TABLE fresh (x int) INHERITS (target)"],
  ]),
  ...on(INHERITED, [
    ["ALTER TABLE NO INHERIT", "ALTER TABLE child NO INHERIT target"],
    ["DROP TABLE", "DROP TABLE child", "it inherits from another table"],
    ["TRUNCATE", "TRUNCATE ONLY target", "a table inherits from it"],
    ["UPDATE", "UPDATE target SET a = 1", "a table inherits from it"],
    ["UPDATE", "UPDATE ONLY target SET a = 1", "a table inherits from it"],
    ["DELETE", "DELETE FROM target", "a table inherits from it"],
    ["SELECT", "SELECT count(*) FROM target", "a table inherits from it"],
    ["LOCK TABLE", "LOCK TABLE target", "a table inherits from it"],
    ["INSERT", "INSERT INTO target (id) VALUES (1000)", "a table inherits from it"],
    ["CREATE INDEX", "CREATE INDEX ON target (a)", "a table inherits from it"],
    ["COMMENT ON TABLE", "COMMENT ON TABLE target IS 'words'", "a table inherits from it"],
    ["ALTER TABLE OWNER TO", "ALTER TABLE target OWNER TO app", "a table inherits from it"],
  ]),
];
