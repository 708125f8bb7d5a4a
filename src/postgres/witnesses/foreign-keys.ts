import { INHERITED, PARTITIONED, REFERRED_TO, REFERS, TABLE } from "./given.ts";
import { on } from "./witness.ts";

const ADD = "ALTER TABLE ADD FOREIGN KEY";
const DROP = "ALTER TABLE DROP CONSTRAINT foreign key";

const PARTITIONED_REFERS = `CREATE TABLE referenced (id int PRIMARY KEY);
INSERT INTO referenced SELECT i FROM generate_series(1, 500) i;
${PARTITIONED}`;

const PARTITIONED_REFERRED = `CREATE TABLE parent (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parent FOR VALUES FROM (1) TO (200);
CREATE TABLE part_2 PARTITION OF parent FOR VALUES FROM (200) TO (400);
INSERT INTO parent SELECT i, i FROM generate_series(1, 399) i;
${TABLE}`;

const KEY = "ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id)";
const TO_PARENT = "ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES parent (id)";
const NOT_ENFORCED = `CREATE TABLE referenced (id int PRIMARY KEY);
INSERT INTO referenced SELECT i FROM generate_series(1, 300) i;
${TABLE}${KEY} NOT ENFORCED;
`;

const TWO_KEYS = `${REFERS}CREATE TABLE referenced_2 (id int PRIMARY KEY);
INSERT INTO referenced_2 SELECT i FROM generate_series(1, 300) i;
ALTER TABLE target ADD CONSTRAINT target_id_fkey FOREIGN KEY (id) REFERENCES referenced_2;
CREATE TABLE referencing (id int PRIMARY KEY, target_id int REFERENCES target (id));
INSERT INTO referencing SELECT i, i FROM generate_series(1, 300) i;
`;

export const foreignKeys = [
  ...on(
    `CREATE TABLE referenced (id int PRIMARY KEY);
INSERT INTO referenced SELECT i FROM generate_series(1, 500) i;
${INHERITED}`,
    [
      [ADD, KEY, "a table inherits from it"],
      ["ALTER TABLE ADD FOREIGN KEY NOT VALID", `${KEY} NOT VALID`, "a table inherits from it"],
      ["ALTER TABLE ADD FOREIGN KEY NOT ENFORCED", `${KEY} NOT ENFORCED`, "a table inherits from it"],
      [
        "ALTER TABLE ADD FOREIGN KEY NOT ENFORCED",
        "ALTER TABLE child ADD FOREIGN KEY (a) REFERENCES referenced (id) NOT ENFORCED",
        "of a child",
      ],
    ],
  ),
  ...on(PARTITIONED_REFERS, [
    [ADD, KEY, "partitioned"],
    ["ALTER TABLE ADD FOREIGN KEY NOT VALID", `${KEY} NOT VALID`, "partitioned"],
    ["ALTER TABLE ADD FOREIGN KEY NOT ENFORCED", `${KEY} NOT ENFORCED`, "partitioned"],
    [
      "ALTER TABLE ADD FOREIGN KEY NOT VALID",
      "ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES referenced (id) NOT VALID",
      "of a partition",
    ],
    [
      "ALTER TABLE ADD FOREIGN KEY NOT ENFORCED",
      "ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES referenced (id) NOT ENFORCED",
      "of a partition",
    ],
    [ADD, "ALTER TABLE part ADD FOREIGN KEY (a) REFERENCES referenced (id)", "of a partition"],
  ]),
  ...on(`${PARTITIONED_REFERS}${KEY};\n`, [
    [DROP, "ALTER TABLE target DROP CONSTRAINT target_a_fkey", "partitioned"],
    ["DROP TABLE", "DROP TABLE target", "partitioned, it refers to another table"],
    ["DROP TABLE partition", "DROP TABLE part", "of a table that refers to another"],
    [
      "ALTER TABLE DETACH PARTITION",
      "ALTER TABLE target DETACH PARTITION part",
      "it refers to another table",
    ],
    [
      "CREATE TABLE PARTITION OF",
      "CREATE TABLE fresh PARTITION OF target FOR VALUES FROM (1000) TO (1100)",
      "it refers to another table",
    ],
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN a TYPE bigint",
      "partitioned, it refers to another table",
    ],
  ]),
  ...on(`${PARTITIONED_REFERS}${KEY} NOT VALID;\n`, [
    [
      "ALTER TABLE VALIDATE CONSTRAINT foreign key",
      "ALTER TABLE target VALIDATE CONSTRAINT target_a_fkey",
      "partitioned",
    ],
  ]),
  ...on(PARTITIONED_REFERRED, [
    ["ALTER TABLE ADD FOREIGN KEY to partitioned", TO_PARENT],
    ["ALTER TABLE ADD FOREIGN KEY to partitioned NOT VALID", `${TO_PARENT} NOT VALID`],
    ["ALTER TABLE ADD FOREIGN KEY to partitioned NOT ENFORCED", `${TO_PARENT} NOT ENFORCED`],
    [
      "CREATE TABLE REFERENCES partitioned",
      "CREATE TABLE fresh (id int PRIMARY KEY, a int REFERENCES parent (id))",
    ],
  ]),
  ...on(`${PARTITIONED_REFERRED}${TO_PARENT};\n`, [
    [
      "ALTER TABLE DROP CONSTRAINT foreign key to partitioned",
      "ALTER TABLE target DROP CONSTRAINT target_a_fkey",
      "to partitioned",
    ],
    ["DROP TABLE referencing partitioned", "DROP TABLE target", "it refers to a partitioned table"],
  ]),
  ...on(NOT_ENFORCED, [
    ["ALTER TABLE ALTER CONSTRAINT ENFORCED", "ALTER TABLE target ALTER CONSTRAINT target_a_fkey ENFORCED"],
    [
      "ALTER TABLE DROP CONSTRAINT foreign key NOT ENFORCED",
      "ALTER TABLE target DROP CONSTRAINT target_a_fkey",
      "NOT ENFORCED",
    ],
    [
      "ALTER TABLE VALIDATE CONSTRAINT foreign key",
      "ALTER TABLE target VALIDATE CONSTRAINT target_a_fkey",
      "NOT ENFORCED",
    ],
  ]),
  ...on(REFERS, [
    [
      "ALTER TABLE ALTER CONSTRAINT",
      "ALTER TABLE target ALTER CONSTRAINT target_a_fkey DEFERRABLE INITIALLY DEFERRED",
    ],
    ["ALTER TABLE ALTER CONSTRAINT", "ALTER TABLE target ALTER CONSTRAINT target_a_fkey NOT DEFERRABLE"],
    [
      "ALTER TABLE ALTER CONSTRAINT NOT ENFORCED",
      "ALTER TABLE target ALTER CONSTRAINT target_a_fkey NOT ENFORCED",
    ],
    [
      DROP,
      "ALTER TABLE target DROP CONSTRAINT target_a_fkey, ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced ON DELETE CASCADE",
      "and adds another",
    ],
    ["TRUNCATE", "TRUNCATE target", "it refers to another table"],
    ["ALTER TABLE RENAME", "ALTER TABLE target RENAME TO renamed", "it refers to another table"],
    ["ALTER TABLE RENAME", "ALTER TABLE referenced RENAME TO renamed", "another table refers to it"],
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "it refers to another table"],
    [
      "ALTER TABLE DROP COLUMN CASCADE",
      "ALTER TABLE target DROP COLUMN a CASCADE",
      "it refers to another table",
    ],
    ["UPDATE", "UPDATE target SET a = 2 WHERE id = 1", "it refers to another table"],
    ["DELETE", "DELETE FROM target WHERE id = 1", "it refers to another table"],
    ["ALTER TABLE DISABLE TRIGGER", "ALTER TABLE target DISABLE TRIGGER ALL", "it refers to another table"],
  ]),
  ...on(REFERRED_TO, [
    ["DROP TABLE", "DROP TABLE target, referencing", "both tables of a foreign key"],
    ["TRUNCATE", "TRUNCATE target, referencing", "both tables of a foreign key"],
    ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN id", "another table refers to it"],
    [
      "ALTER TABLE DROP COLUMN CASCADE",
      "ALTER TABLE target DROP COLUMN id CASCADE",
      "another table refers to it",
    ],
    [
      "ALTER TABLE RENAME COLUMN",
      "ALTER TABLE target RENAME COLUMN id TO renamed",
      "another table refers to it",
    ],
    [
      "ALTER TABLE RENAME CONSTRAINT",
      "ALTER TABLE target RENAME CONSTRAINT target_pkey TO renamed",
      "another table refers to it",
    ],
    ["DELETE", "DELETE FROM target WHERE id > 1000", "another table refers to it, no row goes"],
    ["UPDATE", "UPDATE target SET a = 2 WHERE id = 1", "another table refers to it"],
    ["DROP INDEX", "DROP INDEX target_pkey", "another table refers to it"],
  ]),
  ...on(
    `${TABLE}CREATE TABLE referencing (id int PRIMARY KEY, target_id int REFERENCES target ON DELETE CASCADE);
INSERT INTO referencing SELECT i, i FROM generate_series(1, 300) i;\n`,
    [["DELETE", "DELETE FROM target WHERE id = 7", "rows that refer to it go, too"]],
  ),
  ...on(TWO_KEYS, [
    ["DROP TABLE CASCADE", "DROP TABLE target CASCADE", "between other tables"],
    [
      "ALTER TABLE DROP CONSTRAINT foreign key",
      "ALTER TABLE target DROP CONSTRAINT target_a_fkey, DROP CONSTRAINT target_id_fkey",
    ],
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN id TYPE bigint",
      "between other tables",
    ],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES target;\n`, [
    ["DROP TABLE", "DROP TABLE target", "it refers to itself"],
    [
      "ALTER TABLE DROP CONSTRAINT foreign key",
      "ALTER TABLE target DROP CONSTRAINT target_a_fkey",
      "to itself",
    ],
    [
      "ALTER TABLE ALTER COLUMN TYPE",
      "ALTER TABLE target ALTER COLUMN id TYPE bigint",
      "it refers to itself",
    ],
    ["DELETE", "DELETE FROM target WHERE id = 7", "it refers to itself"],
  ]),
];
