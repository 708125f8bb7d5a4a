/** Tenants are alike where nothing but the name of their schema tells them apart. */
import { beforeAll, expect, it } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { TenantCatalog } from "./tenant-catalog.ts";

beforeAll(() => loadParser());

/** A catalog in which each of these schemas has one function of this definition, as PostgreSQL writes its lines. */
function catalogOf(definitions: Readonly<Record<string, string>>): TenantCatalog {
  const catalog = new TenantCatalog(new Set(Object.keys(definitions)));
  const row = (...values: unknown[]) => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  catalog.add(
    Object.keys(definitions).map((schema) => ({
      schema,
      lines: row("schema", null, null, false, {}),
    })),
  );
  catalog.add(
    Object.entries(definitions).map(([schema, definition], index) => {
      const lines = [
        row("function", null, "f()", false, { definition }),
        row("enum", "kind", "kind", false, { labels: "'a'" }),
      ];
      // No query says in which order it answers.
      return { schema, lines: (index % 2 === 0 ? lines : lines.reverse()).join("\n") };
    }),
  );
  return catalog;
}

const areAlike = (definitions: Readonly<Record<string, string>>): boolean => {
  const catalog = catalogOf(definitions);
  return new Set(Object.keys(definitions).map((schema) => catalog.likenessOf(schema))).size === 1;
};

const definitionIn = (catalog: TenantCatalog, schema: string, read: "of" | "ofAny"): string | undefined =>
  [...catalog[read](schema).values()].find(({ object }) => object === "function")?.attributes.definition;

it.each([
  [{ one: "SELECT one.a FROM one.t", two: "SELECT two.a FROM two.t" }, true],
  [{ one: "one.a", two: "two.a" }, true],
  [{ "A b": 'SELECT "A b".a', "C d": 'SELECT "C d".a' }, true],
  [{ one: "SELECT one.a", two: "SELECT two.b" }, false],
  [{ one: "SELECT one.a", two: "SELECT one.a" }, false],
  // Behind an escape of JSON a name is not looked for: what is left of it is taken for its own.
  [{ one: "SELECT\none.a", two: "SELECT\none.a" }, false],
  [{ one: "SELECT\none.a", two: "SELECT\ntwo.a" }, false],
  [{ one: 'SELECT "x"one.a', two: 'SELECT "x"two.a' }, false],
  [{ one: "SELECT everyone.a", two: "SELECT everytwo.a" }, false],
  [{ one: "SELECT 'one'", two: "SELECT 'two'" }, false],
])("%j: %s", (definitions, alike) => {
  expect(areAlike(definitions)).toBe(alike);
});

it.each([
  ["plain", "SELECT plain.a, 'plain.b' FROM x.plain\n  WHERE plain.c \\ 2 = \"x\"plain.d"],
  ['A "b" \\ c', 'SELECT "A ""b"" \\ c".a, A "b" \\ c.b'],
  ["t", "SELECT t.a, at.b\nt.c"],
])("gives back what %s says, word by word", (schema, definition) => {
  const catalog = catalogOf({ [schema]: definition, other: "" });
  expect(definitionIn(catalog, schema, "of")).toBe(definition);
});

it("the name of all stands in the place of each tenant's own", () => {
  const catalog = catalogOf({ one: "SELECT\none.a, someone.b", two: "SELECT\ntwo.a, someone.b" });
  const [one, two] = ["one", "two"].map((schema) => definitionIn(catalog, schema, "ofAny"));
  expect(one).toBe("SELECT\nlockgate_any_tenant.a, someone.b");
  expect(two).toBe(one);
});

it("public is there for all, and what stands in it for the tenant public alone", () => {
  const catalog = catalogOf({ public: "SELECT public.a", one: "SELECT one.a" });
  const objects = (schema: string) =>
    [...catalog.of(schema).values()].map(({ object, name }) => `${object} ${name}`);
  expect(objects("one").sort()).toEqual(["enum kind", "function f()", "schema one", "schema public"]);
  expect(objects("public").sort()).toEqual(["enum kind", "function f()", "schema public"]);
});
