import { expect, test } from "vitest";
import { drizzleTables, tableCreators } from "./drizzle-tables.ts";

const read = (text: string, casing: string | null = null) =>
  drizzleTables([{ path: "schema.ts", text }], { casing, creators: new Map([["make", "app_"]]) });

const shown = (text: string, casing: string | null = null) =>
  read(text, casing).models.map(({ model, schema, table, place, columns, whole }) => {
    const names = columns.map(({ field, column, place }) => `${field}=${column}:${place.line}`);
    return `${model} ${schema}.${table}:${place.line} ${names.join(" ")}${whole ? "" : " ..."}`;
  });

test("columns by the name in their call, else by their key", () => {
  const text = `
export const orders = pgTable("orders", {
  id: integer().primaryKey(), // the "key", it's {
  orgId: text("org_id").notNull().references(() => orgs.id, { onDelete: "cascade" }),
  /* gone: text("gone"), */
  "note": varchar('note', { length: 20 }).default("a, b: text('x')"),
  meta: jsonb("meta").$type<Record<string, Array<{ a: string; b: number }>>>().default({}),
  kind: t.kindEnum('kind'),
  list: text().array(),
}, (table) => [index("orders_org_idx").on(table.orgId)]);
`;
  expect(shown(text)).toEqual([
    "orders null.orders:2 id=id:3 orgId=org_id:4 note=note:6 meta=meta:7 kind=kind:8 list=list:9",
  ]);
});

test("casing of the config, and a key whose name nobody knows for sure", () => {
  const text = 'const a = pgTable("a", { orgId: text(), HTTPCode: integer(), id: integer() });';
  expect(shown(text, "snake_case")).toEqual(["a null.a:1 orgId=org_id:1 HTTPCode=http_code:1 id=id:1"]);
  expect(shown(text)).toEqual(["a null.a:1 orgId=orgId:1 HTTPCode=HTTPCode:1 id=id:1 ..."]);
});

test("schemas, callbacks, makers of tables, views; what is spread or computed stays open", () => {
  const text = `
const auth = pgSchema("auth");
export const users = auth.table("users", (t) => ({ id: t.uuid() }));
export const made = make("made", { id: integer() });
export const spread = pgTable("spread", { ...common, id: integer() });
export const computed = pgTable("computed", columns);
export const active = pgView("active").as((qb) => qb.select().from(users));
cheerio.table("no", {});
`;
  expect(shown(text)).toEqual([
    "users auth.users:3 id=id:3",
    "made null.app_made:4 id=id:4",
    "spread null.spread:5 id=id:5 ...",
    "computed null.computed:6  ...",
    "active null.active:7  ...",
  ]);
  expect(read(text).whole).toBe(true);
  expect(read(`${text} pgTable(name, {})`).whole).toBe(false);
  expect(read("const x = 1;").whole).toBe(false);
});

test("enums with their values", () => {
  const { enums } = read('const kind = pgEnum("kind", [\n  "a",\n  "b",\n]);');
  expect([...enums]).toMatchObject([
    ["kind", { type: "kind", schema: null, values: [{ value: "a", place: { line: 2 } }, { value: "b" }] }],
  ]);
});

test("makers of tables with a prefix, or one that they compute", () => {
  expect(
    tableCreators(
      "export const make = pgTableCreator((name) => `app_$" +
        "{name}`);\nconst odd = pgTableCreator((n) => prefix(n));",
    ),
  ).toEqual([
    ["make", "app_"],
    ["odd", null],
  ]);
});

test("what is not closed", () => {
  expect(shown('const a = pgTable("a", { id: integer(')).toEqual(["a null.a:1 id=id:1"]);
  expect(shown('const a = pgTable("a')).toEqual([]);
});
