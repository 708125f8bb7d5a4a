// Schemas that several witnesses stand on. Names are roles: see witness.ts.

/** One table with rows: a key, columns of the usual types, a plain index, nothing that depends on it. */
export const TABLE = `CREATE TABLE target (id int PRIMARY KEY, a int, b text, c varchar(20), d timestamp);
INSERT INTO target SELECT i, i, 'text ' || i, i, '2026-01-01'::timestamp + i * interval '1 hour' FROM generate_series(1, 300) i;
`;

export const INDEXED_TABLE = `${TABLE}CREATE INDEX target_a_idx ON target (a);
`;

/** `target` beside a table that its column can refer to. */
export const TWO_TABLES = `CREATE TABLE referenced (id int PRIMARY KEY, code text);
INSERT INTO referenced SELECT i, 'code ' || i FROM generate_series(1, 300) i;
${TABLE}`;

/** target.a refers to referenced.id. */
export const REFERS = `${TWO_TABLES}ALTER TABLE target ADD CONSTRAINT target_a_fkey FOREIGN KEY (a) REFERENCES referenced (id);
`;

/** referencing.target_id refers to target.id. */
export const REFERRED_TO = `${TABLE}CREATE TABLE referencing (id int PRIMARY KEY, target_id int, CONSTRAINT referencing_target_id_fkey FOREIGN KEY (target_id) REFERENCES target (id));
INSERT INTO referencing SELECT i, i FROM generate_series(1, 300) i;
`;

/** target has partitions part, part_2 and part_default, all with rows. */
export const PARTITIONED = `CREATE TABLE target (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF target FOR VALUES FROM (1) TO (200);
CREATE TABLE part_2 PARTITION OF target FOR VALUES FROM (200) TO (400);
CREATE TABLE part_default PARTITION OF target DEFAULT;
INSERT INTO target SELECT i, i, 'text ' || i FROM generate_series(1, 500) i;
`;

/** child inherits from target. */
export const INHERITED = `${TABLE}CREATE TABLE child (extra int) INHERITS (target);
INSERT INTO child SELECT i, i, 'text ' || i, i, '2026-01-01', i FROM generate_series(1, 300) i;
`;

/** dependent_view selects from target. */
export const VIEWED = `${TABLE}CREATE VIEW dependent_view AS SELECT id, a, b FROM target;
`;

/** target is partitioned and its partitions part and part_2 are indexed. */
export const PARTITIONED_INDEXED = `${PARTITIONED}CREATE INDEX target_a_idx ON target (a);
`;

/** parent has partitions target and part_2 with rows, without a default one. */
export const A_PARTITION = `CREATE TABLE parent (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE target PARTITION OF parent FOR VALUES FROM (1) TO (200);
CREATE TABLE part_2 PARTITION OF parent FOR VALUES FROM (200) TO (400);
INSERT INTO parent SELECT i, i, 'text ' || i FROM generate_series(1, 399) i;
`;

/** The same with a default partition with rows. */
export const A_PARTITION_BESIDE_DEFAULT = `${A_PARTITION}CREATE TABLE part_default PARTITION OF parent DEFAULT;
INSERT INTO parent SELECT i, i, 'text ' || i FROM generate_series(1000, 1300) i;
`;
