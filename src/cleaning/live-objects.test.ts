import { beforeAll, expect, test } from "vitest";
import type { LiveDefinition } from "../production/objects.ts";
import { loadParser } from "../sql/parse.ts";
import { liveObjectsOf } from "./live-objects.ts";

beforeAll(loadParser);

const view = (oid: string, name: string, sql: string): LiveDefinition => {
  return { kind: "view", oid, name: { schema: "public", name }, columns: ["a", "B"], sql };
};
const made = (one: LiveDefinition) => liveObjectsOf({ list: [one], needs: [] }).objects[0]?.sql ?? null;

test("views stand behind those that they read, whatever their names; a circle does no harm", () => {
  const list = [view("1", "a", "SELECT 1, 2"), view("2", "b", "SELECT 1, 2"), view("3", "c", "SELECT 1, 2")];
  const order = (needs: [string, string][]) =>
    liveObjectsOf({ list, needs })
      .objects.map(({ name }) => name.replace("public.", ""))
      .join("");
  expect(order([])).toBe("abc");
  expect(
    order([
      ["1", "3"],
      ["3", "2"],
      ["2", "9"],
    ]),
  ).toBe("bca");
  expect(
    order([
      ["1", "2"],
      ["2", "1"],
    ]),
  ).toBe("bac");
});

test("constants are a NULL of their type", () => {
  const sql = ` SELECT 1, 1.5 AS b, 'x'::text, ('-1'::integer), '2020-01-01'::date, true
   FROM orders WHERE status = ANY (ARRAY['a'::text, 'b'::text]) AND at > (now() - '1 day'::interval) AND f(VARIADIC '{}'::int[])
   AND EXTRACT(year FROM at) = 2020 AND nextval('s'::regclass) > 4::bigint AND c::varchar(20) = ''
   GROUP BY a UNION SELECT 1 ORDER BY 2 LIMIT 5;`;
  expect(made(view("1", "v", sql))).toBe(
    `CREATE VIEW public.v (a, "B") AS SELECT (NULL::integer), (NULL::numeric) AS b, NULL::text, (NULL::integer), NULL::date, true FROM orders WHERE status = ANY (ARRAY[NULL::text, NULL::text]) AND at > (now() - NULL::interval) AND f(VARIADIC NULL::int[]) AND EXTRACT(year FROM at) = (NULL::integer) AND nextval('s'::regclass) > NULL::bigint AND c::varchar(20) = NULL GROUP BY a UNION SELECT (NULL::integer) ORDER BY 2 LIMIT (NULL::integer)`,
  );
});

test("what cannot be cleaned is left out and counted", () => {
  const table = "SELECT a FROM JSON_TABLE('{}'::jsonb, '$' COLUMNS (a int PATH '$.hunter2'))";
  expect(liveObjectsOf({ list: [view("1", "v", table), view("2", "w", "not SQL")], needs: [] })).toEqual({
    objects: [],
    unclean: 2,
  });
});

const place = {
  oid: "1",
  name: { schema: "public", name: "i" },
  relation: { schema: "public", name: "Orders" },
};

test("an index without its options, of a partitioned table for its partitions, too", () => {
  const sql = `CREATE INDEX i ON ONLY public."Orders" USING btree (a, ((b || 'x'::text))) INCLUDE (c) WITH (fillfactor='70') WHERE (d = 1)`;
  expect(made({ kind: "index", ...place, sql })).toBe(
    `CREATE INDEX i ON public."Orders" USING btree (a, ((b || NULL::text))) INCLUDE (c) WHERE (d = (NULL::integer))`,
  );
});

test("a trigger without its arguments", () => {
  const sql = `CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF a ON public."Orders" DEFERRABLE FOR EACH ROW WHEN ((new.a IS DISTINCT FROM 'x'::text)) EXECUTE FUNCTION f('hunter2', '1')`;
  expect(made({ kind: "trigger", ...place, sql })).toBe(
    `CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF a ON public."Orders" DEFERRABLE FOR EACH ROW WHEN ((new.a IS DISTINCT FROM NULL::text)) EXECUTE FUNCTION f()`,
  );
});

const routine = {
  kind: "function" as const,
  oid: "1",
  name: { schema: "public", name: "f" },
  isProcedure: false,
  types: "",
  arguments: "",
  returns: "integer",
  volatility: "STABLE" as const,
  strict: true,
  hasOut: false,
  language: "plpython3u",
  sql: null,
};

test.each([
  [
    {},
    "CREATE OR REPLACE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql STABLE STRICT AS $$BEGIN RETURN NULL; END$$",
  ],
  [
    { returns: "SETOF text" },
    "CREATE OR REPLACE FUNCTION public.f() RETURNS SETOF text LANGUAGE plpgsql STABLE STRICT AS $$BEGIN RETURN; END$$",
  ],
  [
    { arguments: "a text DEFAULT 'hunter2'::text", types: "a text" },
    "CREATE OR REPLACE FUNCTION public.f(a text DEFAULT NULL::text) RETURNS integer LANGUAGE plpgsql STABLE STRICT AS $$BEGIN RETURN NULL; END$$",
  ],
  [
    { isProcedure: true, returns: null },
    "CREATE OR REPLACE PROCEDURE public.f() LANGUAGE plpgsql AS $$BEGIN END$$",
  ],
  [
    { sql: "RETURN 1" },
    "CREATE OR REPLACE FUNCTION public.f() RETURNS integer LANGUAGE sql STABLE STRICT RETURN (NULL::integer)",
  ],
  [{ returns: "internal" }, null],
  [{ types: "cstring", arguments: "cstring" }, null],
])("a function has its head alone: %o", (differs, sql) => {
  expect(made({ ...routine, ...differs })).toBe(sql);
});
