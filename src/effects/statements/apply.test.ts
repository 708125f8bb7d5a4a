import { beforeAll, describe, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { isNewRelation, relationAt } from "../schema/find-relation.ts";
import { columnOf, constraintOf, indexesOf, viewsOn } from "../schema/lookup.ts";
import { createModel, markModel, type SchemaModel } from "../schema/model.ts";
import { isTable, type Table } from "../schema/relation.ts";
import { typeText } from "../schema/type-names.ts";
import { applyStatement } from "./statements.ts";

beforeAll(loadParser);

function run(model: SchemaModel, sql: string): SchemaModel {
  const { statements, unread } = parseScript(sql);
  expect(unread).toEqual([]);
  for (const { node } of statements) applyStatement(model, node, { transaction: null });
  return model;
}

function modelOf(sql: string, complete = true): SchemaModel {
  return run(createModel({ complete }), sql);
}

function table(model: SchemaModel, name: string): Table {
  const relation = relationAt(model, name);
  if (!isTable(relation)) throw new Error(`no table ${name}`);
  return relation;
}

function columns(model: SchemaModel, name: string): string[] {
  return table(model, name).columns.map(
    (column) =>
      `${column.name} ${column.type ? typeText(model, column.type) : "?"}${column.notNull === "yes" ? " not null" : ""}`,
  );
}

function relations(model: SchemaModel): string[] {
  return [...model.relations.values()].map((it) => `${it.kind} ${it.schema}.${it.name}`).sort();
}

describe("names that PostgreSQL makes up", () => {
  test("keys, indexes, sequences, checks and foreign keys", () => {
    const model = modelOf(`
      CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE, b varchar(20) CHECK (b <> ''), c int CHECK (c > id));
      CREATE INDEX ON t (a, lower(b));
      CREATE INDEX ON t (a, lower(b));
      ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t (id), ADD UNIQUE (a), ADD CHECK (b > 'x')`);
    expect(relations(model)).toEqual([
      "index public.t_a_key",
      "index public.t_a_key1",
      "index public.t_a_lower_idx",
      "index public.t_a_lower_idx1",
      "index public.t_pkey",
      "sequence public.t_id_seq",
      "table public.t",
    ]);
    expect(table(model, "public.t").constraints.map((it) => it.name)).toEqual([
      "t_pkey",
      "t_a_key",
      "t_b_check",
      "t_check",
      "t_a_fkey",
      "t_a_key1",
      "t_b_check1",
    ]);
  });

  test("are cut to 63 bytes, the longer part first", () => {
    const long = "a_table_with_a_name_of_more_than_forty_characters";
    const model = modelOf(`CREATE TABLE ${long} (some_column_with_a_long_name int UNIQUE)`);
    expect(relations(model)).toContain(
      "index public.a_table_with_a_name_of_more_th_some_column_with_a_long_name_key",
    );
  });
});

describe("columns", () => {
  test("types, serial, identity and generated ones", () => {
    const model = modelOf(`CREATE TYPE mood AS ENUM ('ok');
      CREATE TABLE t (a serial, b mood[], c numeric(10,2), d int GENERATED ALWAYS AS IDENTITY, e timestamptz(3), f int)`);
    expect(columns(model, "public.t")).toEqual([
      "a integer not null",
      "b mood[]",
      "c numeric(10,2)",
      "d integer not null",
      "e timestamptz(3)",
      "f integer",
    ]);
    run(
      model,
      `ALTER TABLE t DROP f, ADD g bigserial, ALTER a TYPE bigint, RENAME TO u`.replace(", RENAME TO u", ""),
    );
    run(model, "ALTER TYPE mood RENAME TO temper; ALTER TABLE t RENAME b TO bb; ALTER TABLE t RENAME TO u");
    expect(columns(model, "public.u")).toEqual([
      "a bigint not null",
      "bb temper[]",
      "c numeric(10,2)",
      "d integer not null",
      "e timestamptz(3)",
      "g bigint not null",
    ]);
  });

  test("a table seen only in use is known in part", () => {
    const model = modelOf("ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ALTER b SET NOT NULL", false);
    expect(table(model, "public.t").known).toBe(false);
    expect(columns(model, "public.t")).toEqual(["a integer", "b ? not null"]);
  });
});

describe("what is new", () => {
  test("is what this change made, under whatever name", () => {
    const model = modelOf("CREATE TABLE old (a int)");
    markModel(model);
    run(
      model,
      "CREATE TABLE fresh (a int); ALTER TABLE old RENAME TO older; CREATE TABLE IF NOT EXISTS older (a int)",
    );
    const isNew = (name: string) => isNewRelation(model, relationAt(model, name));
    expect([isNew("public.fresh"), isNew("public.older")]).toEqual([true, false]);
  });

  test("IF NOT EXISTS makes nothing new when it is not known whether the table exists", () => {
    const model = modelOf(
      "CREATE TABLE IF NOT EXISTS a (x int); DROP TABLE IF EXISTS b; CREATE TABLE IF NOT EXISTS b ()",
      false,
    );
    const isNew = (name: string) => isNewRelation(model, relationAt(model, name));
    expect([isNew("public.a"), isNew("public.b")]).toEqual([false, true]);
  });

  test("a new table filled from an existing one is no longer empty", () => {
    const model = modelOf("CREATE TABLE old (a int)");
    markModel(model);
    run(
      model,
      "CREATE TABLE a (x int); INSERT INTO a VALUES (1); CREATE TABLE b (x int); INSERT INTO b SELECT a FROM old",
    );
    expect([table(model, "public.a").filled, table(model, "public.b").filled]).toEqual([false, true]);
  });
});

describe("drops", () => {
  test("DROP TABLE takes indexes, owned sequences, foreign keys of others and views along", () => {
    const model = modelOf(`CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE r (t int REFERENCES t);
      CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v; DROP TABLE t CASCADE`);
    expect(relations(model)).toEqual(["table public.r"]);
    expect(table(model, "public.r").constraints).toEqual([]);
  });

  test("DROP COLUMN takes its indexes and constraints along", () => {
    const model = modelOf(`CREATE TABLE t (a int UNIQUE, b int CHECK (b > a), c int);
      CREATE INDEX i ON t (c) WHERE a > 0; CREATE INDEX j ON t (c); ALTER TABLE t DROP a`);
    const left = table(model, "public.t");
    expect([left.constraints, indexesOf(model, left.id).map((it) => it.name)]).toEqual([[], ["j"]]);
  });

  test("DROP TYPE CASCADE takes columns along", () => {
    const model = modelOf(
      "CREATE TYPE m AS ENUM ('a'); CREATE DOMAIN d AS m; CREATE TABLE t (a m, b d, c int); DROP TYPE m CASCADE",
    );
    expect(columns(model, "public.t")).toEqual(["c integer"]);
  });

  test("DROP SCHEMA CASCADE takes all of it along", () => {
    const model = modelOf(`CREATE SCHEMA s CREATE TABLE t (a int PRIMARY KEY);
      CREATE TABLE r (a int REFERENCES s.t); DROP SCHEMA s CASCADE`);
    expect([relations(model), table(model, "public.r").constraints]).toEqual([["table public.r"], []]);
  });
});

describe("partitions", () => {
  test("get the parent's columns, keys and indexes", () => {
    const model = modelOf(`CREATE TABLE m (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE INDEX ON m (at);
      CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE m2 (at date NOT NULL, id int NOT NULL);
      ALTER TABLE m ATTACH PARTITION m2 DEFAULT; ALTER TABLE m ADD x int`);
    expect(columns(model, "public.m1")).toEqual(["id integer not null", "at date not null", "x integer"]);
    expect(relations(model)).toContain("index public.m2_at_idx");
    expect(relations(model)).toContain("index public.m1_pkey");
    expect(columnOf(table(model, "public.m2"), "x")).toBeDefined();
  });
});

describe("search path", () => {
  test("decides where a name is made and found; SET and set_config", () => {
    const model = modelOf(`CREATE SCHEMA app; SET search_path TO app, public; CREATE TABLE t (a int);
      SELECT pg_catalog.set_config('search_path', '', false); ALTER TABLE app.t ADD b int; CREATE TEMP TABLE t (c int)`);
    expect(columns(model, "app.t")).toEqual(["a integer", "b integer"]);
    expect(columns(model, "pg_temp.t")).toEqual(["c integer"]);
  });
});

test("views know what they read, by column", () => {
  const model = modelOf(`CREATE TABLE t (a int, b int); CREATE TABLE u (a int, c int);
    CREATE VIEW v AS WITH w AS (SELECT c FROM u) SELECT t.b, w.c FROM t, w`);
  const t = table(model, "public.t");
  expect(viewsOn(model, t.id, [1])).toEqual([]);
  expect(viewsOn(model, t.id, [2]).map((it) => it.name)).toEqual(["v"]);
  expect(viewsOn(model, table(model, "public.u").id).map((it) => it.name)).toEqual(["v"]);
});

test("a CHECK proves NOT NULL also inside AND, a strict operator does not", () => {
  const model = modelOf(
    "CREATE TABLE t (a int, b int, CONSTRAINT c CHECK (a IS NOT NULL AND b > 0 AND (a > 1 OR b IS NOT NULL)))",
  );
  expect(constraintOf(table(model, "public.t"), "c")?.expression?.provesNotNull).toEqual([1]);
});

describe("partitions and children", () => {
  const PARTITIONED = `CREATE TABLE t (a int) PARTITION BY RANGE (a);
    CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (9);`;

  test("an added column brings its constraints and its sequence once", () => {
    const model = modelOf(`${PARTITIONED} CREATE TABLE other (id int PRIMARY KEY);
      ALTER TABLE t ADD COLUMN x serial CHECK (x > 0) REFERENCES other`);
    expect(relations(model).filter((it) => it.startsWith("sequence"))).toEqual(["sequence public.t_x_seq"]);
    expect(columns(model, "public.p")).toEqual(["a integer", "x integer not null"]);
    const constraints = table(model, "public.p").constraints;
    expect(constraints.map((it) => [it.name, it.columns])).toEqual([
      ["t_x_check", [2]],
      ["t_x_fkey", [2]],
    ]);
  });

  test("a child keeps the column that its parent alone drops", () => {
    const model = modelOf(`CREATE TABLE t (a int, b int); CREATE TABLE child () INHERITS (t);
      ALTER TABLE ONLY t DROP COLUMN b`);
    expect(columns(model, "public.t")).toEqual(["a integer"]);
    expect(columns(model, "public.child")).toEqual(["a integer", "b integer"]);
  });

  test("a child gets no unique constraint with an added column", () => {
    const model = modelOf(`CREATE TABLE t (a int); CREATE TABLE child () INHERITS (t);
      ALTER TABLE t ADD COLUMN x int UNIQUE`);
    expect(table(model, "public.child").constraints).toEqual([]);
    expect(relations(model)).toContain("index public.t_x_key");
    expect(relations(model)).not.toContain("index public.child_x_key");
  });

  test("NOT NULL and the new name of a CHECK reach them", () => {
    const model = modelOf(`${PARTITIONED} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);
      ALTER TABLE t ADD CONSTRAINT n NOT NULL a;
      ALTER TABLE t RENAME CONSTRAINT c TO d`);
    expect(columns(model, "public.p")).toEqual(["a integer not null"]);
    expect(constraintOf(table(model, "public.p"), "d")).toBeDefined();
  });

  test("copies of a trigger are renamed, switched and dropped with it", () => {
    const model = modelOf(`${PARTITIONED}
      CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
      ALTER TRIGGER g ON t RENAME TO h; ALTER TABLE t DISABLE TRIGGER h`);
    expect(table(model, "public.p").triggers).toMatchObject([{ name: "h", enabled: false }]);
    run(model, "DROP TRIGGER h ON t");
    expect(table(model, "public.p").triggers).toEqual([]);
  });

  test("a partition has the row triggers of its parent until it is detached", () => {
    const model = modelOf(`CREATE TABLE t (a int, b int CHECK (b > 0)) PARTITION BY RANGE (a);
      CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
      CREATE TABLE p (b int CHECK (b > 0), a int); ALTER TABLE t ATTACH PARTITION p FOR VALUES FROM (1) TO (9)`);
    expect(table(model, "public.p").triggers).toMatchObject([{ name: "g", columns: [2] }]);
    expect(table(model, "public.p").constraints).toMatchObject([
      { name: "p_b_check", columns: [1] },
      { name: "t_b_check", columns: [1] },
    ]);
    run(model, "ALTER TABLE t DETACH PARTITION p");
    expect(table(model, "public.p").triggers).toEqual([]);
  });

  test("LIKE copies keys by the names of columns, and identity with a sequence", () => {
    const model =
      modelOf(`CREATE TABLE t (gone int, id int GENERATED ALWAYS AS IDENTITY UNIQUE, CHECK (id > 0));
      ALTER TABLE t DROP COLUMN gone; CREATE TABLE copy (LIKE t INCLUDING ALL)`);
    expect(table(model, "public.copy").constraints.map(({ columns }) => columns)).toEqual([[1], [1]]);
    expect(relations(model)).toContain("sequence public.copy_id_seq");
  });

  test("an index of the parent alone becomes valid with the last partition's", () => {
    const model = modelOf(`${PARTITIONED} CREATE INDEX i ON ONLY t (a); CREATE INDEX pi ON p (a)`);
    expect(relationAt(model, "public.i")).toMatchObject({ valid: false });
    run(model, "ALTER INDEX i ATTACH PARTITION pi");
    expect(relationAt(model, "public.i")).toMatchObject({ valid: true });
  });
});

test("a rule is switched off; DEFAULT NULL is no default; aggregates have arguments", () => {
  const model = modelOf(`CREATE TABLE t (a int DEFAULT NULL);
    CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE r;
    CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)`);
  expect(table(model, "public.t").rules).toMatchObject([{ name: "r", enabled: false }]);
  expect(columnOf(table(model, "public.t"), "a")?.default).toBe("none");
  expect(model.routines.get("public.total")).toMatchObject([{ arguments: "int4" }]);
});
