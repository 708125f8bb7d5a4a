import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { applyStatement } from "../statements/statements.ts";
import { typeBefore, typesBefore } from "./before.ts";
import { createModel, forkModel, markModel, type SchemaModel, trialOf } from "./model.ts";

beforeAll(loadParser);

function run(model: SchemaModel, sql: string): void {
  for (const { node } of parseScript(sql).statements) applyStatement(model, node, { transaction: null });
}

const namesBefore = (model: SchemaModel) => typesBefore(model).map(({ schema, name }) => `${schema}.${name}`);

function marked(sql: string): SchemaModel {
  const model = createModel({ complete: true });
  run(model, sql);
  markModel(model);
  return model;
}

const TYPES = "CREATE TYPE a AS ENUM ('x'); CREATE TYPE b AS (n int); CREATE DOMAIN c AS text;";

test("types are told as the change found them, whatever it makes of them", () => {
  const model = marked(TYPES);
  run(
    model,
    "ALTER TYPE a RENAME TO z; ALTER TYPE b ADD ATTRIBUTE m int; DROP DOMAIN c; CREATE TYPE d AS ();",
  );
  expect(namesBefore(model)).toEqual(["public.a", "public.b", "public.c"]);
  expect(typesBefore(model)[1]).toMatchObject({ columns: [{ name: "n" }] });
  expect([...model.types.values()].map((type) => [type.name, typeBefore(model, type.id)?.name])).toEqual([
    ["z", "a"],
    ["b", "b"],
    ["d", undefined],
  ]);
  markModel(model);
  expect(namesBefore(model)).toEqual(["public.z", "public.b", "public.d"]);
});

test("neither a fork nor a trial tells the other one what was there before", () => {
  const model = marked(TYPES);
  const others = [forkModel(model), trialOf(model)];
  for (const other of others) {
    run(other, "DROP TYPE a; ALTER DOMAIN c RENAME TO e;");
    expect(namesBefore(other)).toEqual(["public.a", "public.b", "public.c"]);
  }
  expect(model.before.types.size).toBe(0);
  expect([...model.types.values()].map(({ name }) => name)).toEqual(["a", "b", "c"]);
  run(model, "DROP TYPE b;");
  expect(others.map((other) => other.types.size)).toEqual([2, 2]);
  expect(others.map(namesBefore)).toEqual([
    ["public.a", "public.b", "public.c"],
    ["public.a", "public.b", "public.c"],
  ]);
});

test("a temporary relation comes before one of the schema, also in a trial", () => {
  const model = marked("CREATE TABLE t (id int);");
  const trial = trialOf(model);
  run(trial, "CREATE TEMP TABLE t (other int); ALTER TABLE t ADD COLUMN more int;");
  const columns = (of: SchemaModel, key: string) => {
    const relation = of.relations.get(of.relationIds.get(key) ?? -1);
    return relation !== undefined && "columns" in relation ? relation.columns.length : null;
  };
  expect([columns(trial, "pg_temp.t"), columns(trial, "public.t"), columns(model, "public.t")]).toEqual([
    2, 1, 1,
  ]);
});
