import { expect, test } from "vitest";
import { type Facts, nameOf } from "../drift/catalog/fact.ts";
import { EVERY_OPTIONAL_FACT } from "../drift/catalog/optional-facts.ts";
import { startPglite } from "../shadow/engines/pglite.ts";
import { CatalogWitness, readCatalog } from "./catalog-witness.ts";

test("the session is left as it was, and the catalog reads the same whatever its settings are", async () => {
  const session = await startPglite({ dataDir: null, extensions: [] });
  try {
    await session.exec(
      "CREATE TABLE t (at timestamptz DEFAULT '2026-01-01 00:00+00', took interval DEFAULT '1 day 2 hours')",
    );
    const plain = await readCatalog(session);
    const settings = [
      "SET search_path = public, pg_temp",
      "SET TimeZone = 'Asia/Tokyo'",
      "SET IntervalStyle = 'iso_8601'",
      "SET statement_timeout = '55s'",
    ];
    for (const sql of settings) await session.exec(sql);
    expect(await readCatalog(session)).toEqual(plain);
    const shown =
      await session.query(`SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
      current_setting('IntervalStyle') AS intervals, current_setting('statement_timeout') AS limit`);
    expect(shown).toEqual([
      { path: "public, pg_temp", zone: "Asia/Tokyo", intervals: "iso_8601", limit: "55s" },
    ]);
  } finally {
    session.close();
  }
});

test("what is read before the change and after it; nothing where one of the two was not seen", async () => {
  const session = await startPglite({ dataDir: null, extensions: [] });
  try {
    const witness = new CatalogWitness();
    await witness.before(session);
    expect(witness.result()).toBeNull();
    await session.exec("CREATE TABLE t (id int)");
    await witness.end(session);
    const { before, after } = witness.result() ?? {};
    expect([...(before?.values() ?? [])].map(nameOf)).not.toContain("public.t");
    expect([...(after?.values() ?? [])].map(nameOf)).toContain("public.t");
  } finally {
    session.close();
  }
});

test("what a way back may leave is read on request, and is no part of the schema", async () => {
  const session = await startPglite({ dataDir: null, extensions: [] });
  try {
    const witness = new CatalogWitness(EVERY_OPTIONAL_FACT);
    await witness.before(session);
    await session.exec(`CREATE TABLE t (id int) WITH (fillfactor = 50); COMMENT ON TABLE t IS 'x';
      GRANT SELECT ON t TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;`);
    await witness.end(session);
    const objectsOf = (facts?: Facts | null) =>
      new Set([...(facts?.values() ?? [])].map(({ object }) => object));
    const { before, after } = witness.whole();
    const whole = objectsOf(new Map([...(after ?? [])].filter(([key]) => !before?.has(key))));
    expect([...whole]).toEqual(expect.arrayContaining(["comment", "grants", "storage parameters"]));
    const schema = objectsOf(witness.result()?.after);
    expect([...schema].sort()).toEqual(["column", "table"]);
    expect([...whole].filter((object) => !schema.has(object)).sort()).toEqual([
      "comment",
      "grants",
      "storage parameters",
    ]);
  } finally {
    session.close();
  }
});
