import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAJORS, startServer } from "../../../postgres-servers/servers.ts";
import { type Embedded, startPglite } from "../../shadow/engines/pglite.ts";
import { connect, type ServerSession } from "../../shadow/engines/server.ts";
import type { Session } from "../../shadow/engines/session.ts";
import type { FoundDifference } from "../drift-report.ts";
import { compareCatalogs } from "./compare-catalogs.ts";
import { extractFacts } from "./extract.ts";
import type { Facts } from "./fact.ts";
import { PLANTED } from "./planted.testing.ts";
import { NOT_DRIFT } from "./tolerated.testing.ts";

const SCHEMA = readFileSync(new URL("./rich-schema.sql", import.meta.url), "utf8");
const SCOPE = { schemas: null, ignore: [], platform: [], unavailable: [], history: null, mark: "run `it`" };

let shadow: Embedded;
let expected: Facts;

async function run(session: Session, sql: string): Promise<void> {
  const { error } = await session.exec(sql);
  if (error) throw new Error(`${error.message}: ${sql}`);
}

beforeAll(async () => {
  shadow = await startPglite({ dataDir: null, extensions: ["pgcrypto"] });
  await run(shadow, SCHEMA);
  await run(shadow, "SET search_path = ''");
  expected = await extractFacts(shadow);
});

afterAll(() => shadow?.close());

describe.each(MAJORS)("PostgreSQL %i against PGlite", (major) => {
  let live: ServerSession;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const server = await startServer(major);
    stop = server.stop;
    live = await connect(server.url);
    await run(live, SCHEMA);
    await run(live, "SET search_path = ''");
  });

  afterAll(async () => {
    await live?.end();
    await stop?.();
  });

  const compare = async () => compareCatalogs(expected, await extractFacts(live), SCOPE, shadow);

  /** What is found when the live database has been changed by hand; the change is then taken back. */
  async function changedBy(sql: string): Promise<FoundDifference[]> {
    await run(live, "BEGIN");
    try {
      await run(live, sql);
      return await compare();
    } finally {
      await run(live, "ROLLBACK");
    }
  }

  it("is clean when nothing was changed", async () => {
    expect(await compare()).toEqual([]);
  });

  it.each(PLANTED)("finds $sql", async ({ sql, found, message }) => {
    const differences = await changedBy(sql);
    const names = differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`).sort();
    expect(names.join("\n")).toBe(found.join("\n"));
    if (message !== undefined) expect(differences[0]?.message).toBe(message);
  });

  it.each(NOT_DRIFT)("says nothing of %s", async (sql) => {
    expect(await changedBy(sql)).toEqual([]);
  });

  it("names an index that CREATE INDEX CONCURRENTLY left behind", async () => {
    await run(live, "CREATE TABLE public.twice (a int)");
    await run(live, "INSERT INTO public.twice VALUES (1), (1)");
    await live.exec("CREATE UNIQUE INDEX CONCURRENTLY twice_idx ON public.twice (a)");
    await run(shadow, "CREATE TABLE public.twice (a int)");
    const before = await extractFacts(shadow);
    const differences = await compareCatalogs(before, await extractFacts(live), SCOPE, shadow);
    await run(shadow, "CREATE UNIQUE INDEX twice_idx ON public.twice (a)");
    const both = await compareCatalogs(await extractFacts(shadow), await extractFacts(live), SCOPE, shadow);
    await run(shadow, "DROP TABLE public.twice");
    expect(differences).toMatchObject([{ kind: "unexpected", object: "index", name: "public.twice_idx" }]);
    expect(differences[0]?.message).toContain("INVALID");
    expect(both).toMatchObject([{ kind: "changed", expected: "valid", actual: "INVALID" }]);
    expect(both[0]?.sql).toContain("REINDEX INDEX CONCURRENTLY public.twice_idx");
    await run(live, "DROP TABLE public.twice");
  });
});
