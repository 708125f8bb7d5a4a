/** Migrations that are large in one way each: what a dump, a seed or a generator writes, not what a person does. */

export interface LargeShape {
  readonly name: string;
  /** What is there before it, or null: nothing. */
  readonly base: readonly string[] | null;
  readonly statements: readonly string[];
}

const times = <T>(count: number, write: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => write(n));

/** As pg_dump writes a schema: per table nine statements and a block, constraints behind all tables. */
export function dump(count: number): LargeShape {
  const tables = Math.floor(count / 10);
  const table = (n: number) => `item_${n}`;
  return {
    name: `a dump of ${tables * 10} statements`,
    base: null,
    statements: [
      ...times(tables, (n) => `CREATE SEQUENCE ${table(n)}_id_seq`),
      ...times(
        tables,
        (n) => `CREATE TABLE ${table(n)} (
  id bigint DEFAULT nextval('${table(n)}_id_seq') NOT NULL,
  parent_id bigint,
  name text NOT NULL,
  amount numeric(12, 2) DEFAULT 0 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL
)`,
      ),
      ...times(tables, (n) => `ALTER SEQUENCE ${table(n)}_id_seq OWNED BY ${table(n)}.id`),
      ...times(tables, (n) => `COMMENT ON TABLE ${table(n)} IS 'items of kind ${n}'`),
      ...times(tables, (n) => `COMMENT ON COLUMN ${table(n)}.amount IS 'in euros'`),
      ...times(tables, (n) => `ALTER TABLE ${table(n)} ADD CONSTRAINT ${table(n)}_pkey PRIMARY KEY (id)`),
      ...times(tables, (n) => `CREATE INDEX ${table(n)}_created_at_idx ON ${table(n)} (created_at)`),
      ...times(tables, (n) => `ALTER TABLE ${table(n)} ADD CHECK (amount >= 0)`),
      ...times(
        tables,
        (n) => `ALTER TABLE ${table(n)} ADD CONSTRAINT ${table(n)}_parent_fkey
  FOREIGN KEY (parent_id) REFERENCES ${table(Math.max(0, n - 1))} (id)`,
      ),
      ...times(
        tables,
        (n) => `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'extra_${n}') THEN
    ALTER TABLE ${table(n)} ADD COLUMN note text;
  END IF;
END $$`,
      ),
    ],
  };
}

/** Changes of ten tables that are there, again and again. */
export function alters(count: number): LargeShape {
  const tables = times(10, (n) => `orders_${n}`);
  const rounds = Math.ceil(count / 12);
  const change = (n: number): string[] => {
    const table = tables[n % tables.length] ?? "";
    return [
      `ALTER TABLE ${table} ADD COLUMN c_${n} integer`,
      `ALTER TABLE ${table} ADD COLUMN d_${n} text DEFAULT 'x' NOT NULL`,
      `COMMENT ON COLUMN ${table}.c_${n} IS 'column ${n}'`,
      `ALTER TABLE ${table} ADD CONSTRAINT k_${n} CHECK (total > ${-n}) NOT VALID`,
      `ALTER TABLE ${table} VALIDATE CONSTRAINT k_${n}`,
      `CREATE INDEX i_${n} ON ${table} (total)`,
      `ALTER INDEX i_${n} RENAME TO j_${n}`,
      `ALTER TABLE ${table} ALTER COLUMN total SET DEFAULT ${n}`,
      `UPDATE ${table} SET total = ${n} WHERE id = ${n}`,
      `DO $$ BEGIN ALTER TABLE ${table} ALTER COLUMN total DROP NOT NULL; END $$`,
      `DROP INDEX j_${n}`,
      `ALTER TABLE ${table} DROP COLUMN c_${n}`,
    ];
  };
  return {
    name: `${count} changes of ten tables`,
    base: tables.map((table) => `CREATE TABLE ${table} (id bigint PRIMARY KEY, total integer NOT NULL)`),
    statements: times(rounds, change).flat().slice(0, count),
  };
}

/** As a seed writes rows. */
export function inserts(count: number): LargeShape {
  return {
    name: `${count} INSERTs`,
    base: [
      "CREATE TABLE countries (id integer PRIMARY KEY, code text NOT NULL, name text NOT NULL)",
      "CREATE TABLE cities (id serial PRIMARY KEY, country_id integer REFERENCES countries (id), name text NOT NULL)",
    ],
    statements: times(count, (n) =>
      n % 10 === 0
        ? `INSERT INTO countries (id, code, name) VALUES (${n / 10}, 'C${n / 10}', 'Country ${n / 10}')`
        : `INSERT INTO cities (country_id, name) VALUES (${(n - (n % 10)) / 10}, 'City ${n}')`,
    ),
  };
}
