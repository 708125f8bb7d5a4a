import { INHERITED, PARTITIONED, PARTITIONED_INDEXED, TABLE, TWO_TABLES } from "./given.ts";
import { on } from "./witness.ts";

const CHECK = "ALTER TABLE ADD CHECK";
const UNIQUE = "ALTER TABLE ADD UNIQUE";
const DROP = "ALTER TABLE DROP CONSTRAINT";
const VALIDATE = "ALTER TABLE VALIDATE CONSTRAINT check";

const CHECKED = "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0)";
const NOT_NULL = "ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a";
const NULLS = `CREATE TABLE target (id int, a int);
INSERT INTO target SELECT i, CASE WHEN i > 2 THEN i END FROM generate_series(1, 300) i;
INSERT INTO target SELECT NULL;
`;

export const constraintsElsewhere = [
  ...on(TABLE, [
    [CHECK, "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NO INHERIT"],
    [CHECK, "ALTER TABLE target ADD CHECK (a > 0), ADD CHECK (id > 0)"],
    [
      "ALTER TABLE ADD CHECK NOT ENFORCED",
      "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NOT ENFORCED",
    ],
    ["ALTER TABLE ADD NOT NULL", "ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a"],
    [
      "ALTER TABLE ADD NOT NULL NOT VALID",
      "ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a NOT VALID",
    ],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a) DEFERRABLE INITIALLY DEFERRED"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE NULLS NOT DISTINCT (a)"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a) INCLUDE (b)"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a) WITH (fillfactor = 70)"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a) USING INDEX TABLESPACE other_space"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (absent)"],
    ["ALTER TABLE ADD EXCLUDE", "ALTER TABLE target ADD EXCLUDE USING gist (int4range(a, a, '[]') WITH &&)"],
    ["ALTER TABLE ADD EXCLUDE", "ALTER TABLE target ADD EXCLUDE USING btree (a WITH =) WHERE (a > 10)"],
    ["ALTER TABLE ADD PRIMARY KEY", "ALTER TABLE target ADD PRIMARY KEY (a)", "it has one"],
    [DROP, "ALTER TABLE target DROP CONSTRAINT absent"],
    [DROP, "ALTER TABLE target DROP CONSTRAINT target_pkey, ADD PRIMARY KEY (a)"],
    ["ALTER TABLE RENAME CONSTRAINT", "ALTER TABLE target RENAME CONSTRAINT absent TO renamed"],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a NOT VALID;\n`, [
    ["ALTER TABLE VALIDATE CONSTRAINT not null", "ALTER TABLE target VALIDATE CONSTRAINT target_a_not_null"],
    [
      "ALTER TABLE ALTER COLUMN SET NOT NULL",
      "ALTER TABLE target ALTER COLUMN a SET NOT NULL",
      "NOT NULL is NOT VALID",
    ],
    [DROP, "ALTER TABLE target DROP CONSTRAINT target_a_not_null"],
  ]),
  ...on(`${TABLE}${CHECKED};\n`, [
    [VALIDATE, "ALTER TABLE target VALIDATE CONSTRAINT target_a_check", "it is valid"],
    ["ALTER TABLE RENAME CONSTRAINT", "ALTER TABLE target RENAME CONSTRAINT target_a_check TO renamed"],
    [CHECK, CHECKED, "it exists"],
    [DROP, "ALTER TABLE target DROP CONSTRAINT target_a_check", "valid"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "a CHECK uses it"],
  ]),
  ...on(`${TABLE}${CHECKED} NOT VALID;\nINSERT INTO target SELECT 0;\nUPDATE target SET a = 1;\n`, [
    [VALIDATE, "ALTER TABLE target VALIDATE CONSTRAINT target_a_check", "rows fulfil it"],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 10) NOT VALID;\n`, [
    [VALIDATE, "ALTER TABLE target VALIDATE CONSTRAINT target_a_check", "rows violate it"],
  ]),
  ...on(NULLS, [
    ["ALTER TABLE ADD PRIMARY KEY", "ALTER TABLE target ADD PRIMARY KEY (id)", "a row has NULL"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE NULLS NOT DISTINCT (a)", "several rows have NULL"],
  ]),
  ...on(
    `${NULLS}DELETE FROM target WHERE id IS NULL;\nALTER TABLE target ADD CONSTRAINT target_id_check CHECK (id IS NOT NULL);\n`,
    [
      [
        "ALTER TABLE ADD PRIMARY KEY",
        "ALTER TABLE target ADD PRIMARY KEY (id)",
        "a valid CHECK proves NOT NULL",
      ],
    ],
  ),
  ...on(
    `${NULLS}DELETE FROM target WHERE id IS NULL;\nALTER TABLE target ADD CONSTRAINT target_id_check CHECK (id IS NOT NULL);\nCREATE UNIQUE INDEX target_id_idx ON target (id);\n`,
    [
      [
        "ALTER TABLE ADD PRIMARY KEY USING INDEX",
        "ALTER TABLE target ADD PRIMARY KEY USING INDEX target_id_idx",
        "a valid CHECK proves NOT NULL",
      ],
    ],
  ),
  ...on(`${TABLE}UPDATE target SET a = 1;\n`, [
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a)", "rows have the same value"],
    ["CREATE INDEX", "CREATE UNIQUE INDEX target_a_idx ON target (a)", "rows have the same value"],
    [
      "CREATE INDEX CONCURRENTLY",
      "CREATE UNIQUE INDEX CONCURRENTLY target_a_idx ON target (a)",
      "rows have the same value",
    ],
  ]),
  ...on(PARTITIONED, [
    [
      "ALTER TABLE ADD CHECK NOT VALID",
      "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NOT VALID",
      "partitioned",
    ],
    ["ALTER TABLE ADD PRIMARY KEY partitioned", "ALTER TABLE target ADD PRIMARY KEY (id)", "partitioned"],
    ["ALTER TABLE ADD UNIQUE partitioned", "ALTER TABLE target ADD UNIQUE (id, a)", "partitioned"],
    [
      "ALTER TABLE ADD UNIQUE partitioned",
      "ALTER TABLE target ADD UNIQUE (a)",
      "partitioned, without the key",
    ],
    [
      "ALTER TABLE ADD NOT NULL",
      "ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a",
      "partitioned",
    ],
    ["ALTER TABLE ADD CHECK NOT ENFORCED", `${CHECKED} NOT ENFORCED`, "partitioned"],
    ["ALTER TABLE ADD NOT NULL NOT VALID", `${NOT_NULL} NOT VALID`, "partitioned"],
    ["ALTER TABLE ADD NOT NULL NOT VALID", "ALTER TABLE part ADD NOT NULL a NOT VALID", "of a partition"],
    [
      "ALTER TABLE ADD CHECK NOT ENFORCED",
      "ALTER TABLE part ADD CHECK (a > 0) NOT ENFORCED",
      "of a partition",
    ],
    ["ALTER TABLE ADD CHECK NOT VALID", "ALTER TABLE part ADD CHECK (a > 0) NOT VALID", "of a partition"],
    [null, "ALTER TABLE target ADD COLUMN x int CHECK (x > 0) NOT ENFORCED", "partitioned"],
    [DROP, "ALTER TABLE target DROP CONSTRAINT IF EXISTS absent", "partitioned"],
    [CHECK, "ALTER TABLE part ADD CHECK (a > 0)", "of a partition"],
    [UNIQUE, "ALTER TABLE part ADD UNIQUE (a)", "of a partition"],
  ]),
  ...on(
    `${PARTITIONED}ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NOT VALID;\nALTER TABLE target ADD CONSTRAINT target_id_key UNIQUE (id);\n`,
    [
      [VALIDATE, "ALTER TABLE target VALIDATE CONSTRAINT target_a_check", "partitioned"],
      [DROP, "ALTER TABLE target DROP CONSTRAINT target_a_check", "partitioned"],
      [DROP, "ALTER TABLE target DROP CONSTRAINT target_id_key", "partitioned"],
      [
        "ALTER TABLE RENAME CONSTRAINT",
        "ALTER TABLE target RENAME CONSTRAINT target_a_check TO renamed",
        "partitioned",
      ],
    ],
  ),
  ...on(PARTITIONED_INDEXED, [["DROP INDEX", "DROP INDEX target_a_idx", "partitioned"]]),
  ...on(INHERITED, [
    [CHECK, CHECKED, "a table inherits from it"],
    ["ALTER TABLE ADD CHECK NO INHERIT", `${CHECKED} NO INHERIT`, "a table inherits from it"],
    [CHECK, "ALTER TABLE ONLY target ADD CHECK (a > 0)", "a table inherits from it"],
    ["ALTER TABLE ADD CHECK NOT VALID", `${CHECKED} NOT VALID`, "a table inherits from it"],
    [UNIQUE, "ALTER TABLE target ADD UNIQUE (a)", "a table inherits from it"],
    [
      "ALTER TABLE ADD NOT NULL",
      "ALTER TABLE target ADD CONSTRAINT target_a_not_null NOT NULL a",
      "a table inherits from it",
    ],
    ["ALTER TABLE ADD CHECK NOT ENFORCED", `${CHECKED} NOT ENFORCED`, "a table inherits from it"],
    [
      "ALTER TABLE ADD CHECK NOT ENFORCED",
      "ALTER TABLE ONLY target ADD CHECK (a > 0) NO INHERIT NOT ENFORCED",
      "a table inherits from it",
    ],
    ["ALTER TABLE ADD NOT NULL NOT VALID", `${NOT_NULL} NOT VALID`, "a table inherits from it"],
    [
      "ALTER TABLE ADD NOT NULL NOT VALID",
      `${NOT_NULL} NO INHERIT NOT VALID`,
      "a table inherits from it, NO INHERIT",
    ],
    ["ALTER TABLE ADD CHECK NOT ENFORCED", "ALTER TABLE child ADD CHECK (a > 0) NOT ENFORCED", "of a child"],
    ["ALTER TABLE ADD CHECK NOT VALID", "ALTER TABLE child ADD CHECK (a > 0) NOT VALID", "of a child"],
    ["ALTER TABLE ADD NOT NULL NOT VALID", "ALTER TABLE child ADD NOT NULL a NOT VALID", "of a child"],
  ]),
  ...on(`${INHERITED}${CHECKED} NOT VALID;\n`, [
    [VALIDATE, "ALTER TABLE target VALIDATE CONSTRAINT target_a_check", "a table inherits from it"],
    [DROP, "ALTER TABLE target DROP CONSTRAINT target_a_check", "a table inherits from it"],
    [
      "ALTER TABLE RENAME CONSTRAINT",
      "ALTER TABLE target RENAME CONSTRAINT target_a_check TO renamed",
      "a table inherits from it",
    ],
  ]),
  ...on(TWO_TABLES, [
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES referenced DEFERRABLE INITIALLY DEFERRED",
    ],
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES referenced, ADD FOREIGN KEY (id) REFERENCES referenced",
    ],
    ["ALTER TABLE ADD FOREIGN KEY", "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES absent"],
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD FOREIGN KEY (b) REFERENCES referenced (id)",
      "types differ",
    ],
    [
      "ALTER TABLE ADD FOREIGN KEY NOT ENFORCED",
      "ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id) NOT ENFORCED",
    ],
  ]),
  ...on(TWO_TABLES, [
    [null, "ALTER TABLE target ADD COLUMN x int CHECK (x > 0) NOT ENFORCED"],
    [null, "ALTER TABLE target ADD COLUMN x int DEFAULT 0 CHECK (x > 0) NOT ENFORCED"],
    [null, "ALTER TABLE target ADD COLUMN x int DEFAULT 7 REFERENCES referenced NOT ENFORCED"],
    [null, "CREATE TABLE fresh (a int CHECK (a > 0) NOT ENFORCED, b int REFERENCES referenced NOT ENFORCED)"],
  ]),
  ...on(`${TWO_TABLES}DELETE FROM referenced WHERE id = 7;\n`, [
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES referenced (id)",
      "rows violate it",
    ],
  ]),
];
