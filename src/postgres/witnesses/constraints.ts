import { INDEXED_TABLE, PARTITIONED, REFERRED_TO, REFERS, TABLE, TWO_TABLES } from "./given.ts";
import { on } from "./witness.ts";

const UNIQUE_INDEX = `${TABLE}CREATE UNIQUE INDEX target_a_idx ON target (a);\n`;
const NO_KEY =
  "CREATE TABLE target (id int NOT NULL, a int);\nINSERT INTO target SELECT i, i FROM generate_series(1, 300) i;\n";

export const constraints = [
  ...on(TABLE, [
    ["ALTER TABLE ADD CHECK", "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0)"],
    ["ALTER TABLE ADD CHECK", "ALTER TABLE target ADD CHECK (a > 10)", "rows violate it"],
    [
      "ALTER TABLE ADD CHECK NOT VALID",
      "ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NOT VALID",
    ],
    ["ALTER TABLE ADD UNIQUE", "ALTER TABLE target ADD CONSTRAINT target_a_key UNIQUE (a)"],
    ["ALTER TABLE ADD UNIQUE", "ALTER TABLE target ADD UNIQUE (a, b)"],
    [
      "ALTER TABLE ADD EXCLUDE",
      "ALTER TABLE target ADD CONSTRAINT target_a_excl EXCLUDE USING btree (a WITH =)",
    ],
    ["ALTER TABLE DROP CONSTRAINT", "ALTER TABLE target DROP CONSTRAINT target_pkey"],
    ["ALTER TABLE DROP CONSTRAINT", "ALTER TABLE target DROP CONSTRAINT IF EXISTS absent"],
    ["ALTER TABLE RENAME CONSTRAINT", "ALTER TABLE target RENAME CONSTRAINT target_pkey TO renamed"],
  ]),
  ...on(NO_KEY, [
    ["ALTER TABLE ADD PRIMARY KEY", "ALTER TABLE target ADD PRIMARY KEY (id)"],
    [
      "ALTER TABLE ADD PRIMARY KEY",
      "ALTER TABLE target ADD CONSTRAINT target_pkey PRIMARY KEY (a)",
      "it is nullable",
    ],
  ]),
  ...on(UNIQUE_INDEX, [
    [
      "ALTER TABLE ADD UNIQUE USING INDEX",
      "ALTER TABLE target ADD CONSTRAINT target_a_key UNIQUE USING INDEX target_a_idx",
    ],
  ]),
  ...on(
    `${NO_KEY}CREATE UNIQUE INDEX target_id_idx ON target (id);\nCREATE UNIQUE INDEX target_a_idx ON target (a);\n`,
    [
      [
        "ALTER TABLE ADD PRIMARY KEY USING INDEX",
        "ALTER TABLE target ADD CONSTRAINT target_pkey PRIMARY KEY USING INDEX target_id_idx",
      ],
      [
        "ALTER TABLE ADD PRIMARY KEY USING INDEX",
        "ALTER TABLE target ADD CONSTRAINT target_pkey PRIMARY KEY USING INDEX target_a_idx",
        "its column is nullable",
      ],
    ],
  ),
  ...on(TWO_TABLES, [
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id) ON DELETE SET NULL ON UPDATE CASCADE",
    ],
    [
      "ALTER TABLE ADD FOREIGN KEY",
      "ALTER TABLE target ADD FOREIGN KEY (a) REFERENCES target (id)",
      "to itself",
    ],
    [
      "ALTER TABLE ADD FOREIGN KEY NOT VALID",
      "ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id) NOT VALID",
    ],
  ]),
  ...on(
    `${TWO_TABLES}ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id) NOT VALID;\n`,
    [["ALTER TABLE VALIDATE CONSTRAINT foreign key", "ALTER TABLE target VALIDATE CONSTRAINT target_a_fkey"]],
  ),
  ...on(REFERS, [
    ["ALTER TABLE DROP CONSTRAINT foreign key", "ALTER TABLE target DROP CONSTRAINT target_a_fkey"],
    ["ALTER TABLE DROP CONSTRAINT foreign key", "ALTER TABLE target DROP CONSTRAINT IF EXISTS target_a_fkey"],
    [
      "ALTER TABLE VALIDATE CONSTRAINT foreign key",
      "ALTER TABLE target VALIDATE CONSTRAINT target_a_fkey",
      "it is valid",
    ],
    ["ALTER TABLE RENAME CONSTRAINT", "ALTER TABLE target RENAME CONSTRAINT target_a_fkey TO renamed"],
  ]),
  ...on(REFERRED_TO, [
    [
      "ALTER TABLE DROP CONSTRAINT",
      "ALTER TABLE target DROP CONSTRAINT target_pkey",
      "a foreign key needs it",
    ],
    [
      "ALTER TABLE DROP CONSTRAINT CASCADE",
      "ALTER TABLE target DROP CONSTRAINT target_pkey CASCADE",
      "a foreign key needs it",
    ],
  ]),
  ...on(`${TABLE}ALTER TABLE target ADD CONSTRAINT target_a_check CHECK (a > 0) NOT VALID;\n`, [
    ["ALTER TABLE VALIDATE CONSTRAINT check", "ALTER TABLE target VALIDATE CONSTRAINT target_a_check"],
    ["ALTER TABLE DROP CONSTRAINT", "ALTER TABLE target DROP CONSTRAINT target_a_check"],
  ]),
  ...on(PARTITIONED, [["ALTER TABLE ADD CHECK", "ALTER TABLE target ADD CHECK (a > 0)", "partitioned"]]),
  ...on(INDEXED_TABLE, [["ALTER TABLE ADD UNIQUE", "ALTER TABLE target ADD UNIQUE (a)", "it is indexed"]]),
];
