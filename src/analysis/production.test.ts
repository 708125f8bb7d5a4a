import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareRun } from "../config/run.ts";
import { productionOf } from "./production.ts";

const SNAPSHOT = {
  schema: "lockgate/stats@2",
  postgres: 16,
  settings: { lockTimeout: 5000 },
  tables: [{ relation: "public.a", rows: 7, bytes: 8192, writesPerSecond: 1, readsPerSecond: null }],
};
const DAY = 86_400_000;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

let root: string;
let server: Server;
let address: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "lockgate-production-"));
  server = createServer(({ url, headers }, answer) => {
    if (url === "/late") return;
    if (url === "/secret" && headers.authorization !== `Basic ${btoa("joe:hunter2")}`)
      answer.statusCode = 401;
    if (url === "/moved") answer.writeHead(302, { location: "/prod.json" });
    answer.end(url === "/none" ? "hunter2" : JSON.stringify(SNAPSHOT));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

async function read(settings: { stats?: string; queries?: string }, files: Record<string, string> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return productionOf(await prepareRun({ cwd: root, env: {}, settings }));
}

test("a snapshot in a file", async () => {
  const known = await read({ stats: "prod.json" }, { "prod.json": JSON.stringify(SNAPSHOT) });
  expect(known).toMatchObject({ unanalyzed: [], remarks: [], queries: null });
  expect(known.production.stats("public.a")?.rows).toBe(7);
  expect(known.production.lockTimeout).toBe(5000);
  expect(known.relations).toEqual(new Set(["public.a"]));
});

test("one that cannot be read is told with its path and what to do", async () => {
  const missing = await read({ stats: "missing.json" });
  expect(missing.production.snapshot).toBeNull();
  expect(missing.unanalyzed).toEqual([
    {
      path: "missing.json",
      line: null,
      reason: "the snapshot of production cannot be read (ENOENT): write one with lockgate stats",
    },
  ]);
  const broken = await read({ stats: "x.json" }, { "x.json": '{"schema": "hunter2"}' });
  expect(broken.unanalyzed[0]?.reason).toMatch(/is not a snapshot of lockgate stats/);
  expect(JSON.stringify(broken)).not.toContain("hunter2");
  // No path of the machine in a report.
  const outside = await read({ stats: "../nowhere.json" });
  expect(outside.unanalyzed[0]?.path).toBe("nowhere.json");
});

test("one that is served", async () => {
  for (const path of ["prod.json", "moved", "secret?t=1"]) {
    const login = path.startsWith("secret") ? "joe:hunter2@" : "";
    const known = await read({ stats: `http://${login}${address}/${path}` });
    expect(known).toMatchObject({ unanalyzed: [], postgres: { from: "default" } });
    expect(known.relations.size).toBe(1);
  }
});

test.each([
  ["secret", /^the snapshot at 127\.0\.0\.1:\d+ is not served: the server answers 401: write one with/],
  ["none", /is not valid JSON/],
])("one that is not served: %s", async (path, says) => {
  const known = await read({ stats: `http://joe:other@${address}/${path}` });
  expect(known.production.snapshot).toBeNull();
  expect(known.unanalyzed).toMatchObject([{ path: ".", line: null, reason: expect.stringMatching(says) }]);
  expect(JSON.stringify(known.unanalyzed)).not.toMatch(/other|hunter2/);
});

test("a server that is not there", async () => {
  const { unanalyzed } = await read({ stats: "http://joe:hunter2@127.0.0.1:9/prod.json?token=hunter2" });
  expect(unanalyzed[0]?.reason).toMatch(
    /^the snapshot at 127\.0\.0\.1:9 cannot be fetched \([A-Z\d_a-z ]+\)/,
  );
});

test("an old snapshot is told", async () => {
  const of = (days: number) =>
    read({ stats: "old.json" }, { "old.json": JSON.stringify({ ...SNAPSHOT, date: dayBefore(days) }) });
  expect((await of(30)).remarks).toEqual([]);
  expect((await of(32)).remarks).toEqual([
    `old.json is of ${dayBefore(32)}, more than 30 days old: sizes, traffic and queries may have changed; write it anew with lockgate stats.`,
  ]);
  expect((await of(32)).relations.size).toBe(1);
});

test("a list of queries, alone or beside those of a snapshot", async () => {
  const queries = "SELECT a FROM a WHERE b = 'hunter2';\nSELECT 1;\nSELEC;";
  const alone = await read({ queries: "q.sql" }, { "q.sql": queries });
  expect(alone.queries?.list.map(({ sql }) => sql).sort()).toEqual([
    "SELECT $1",
    "SELECT a FROM a WHERE b = $1",
  ]);
  expect(alone.queries?.unclean).toBe(1);
  const [first] = alone.queries?.list.filter(({ sql }) => sql === "SELECT $1") ?? [];
  const live = {
    windowSeconds: 100,
    left: 3,
    hidden: 2,
    unclean: 1,
    list: [{ ...first, callsPerSecond: 5 }],
  };
  const both = await read(
    { queries: "q.sql", stats: "prod.json" },
    { "prod.json": JSON.stringify({ ...SNAPSHOT, queries: live }) },
  );
  expect(both.queries).toMatchObject({ left: 3, hidden: 2, unclean: 2 });
  expect(both.queries?.list.map(({ sql, callsPerSecond }) => [sql, callsPerSecond])).toEqual([
    ["SELECT $1", 5],
    ["SELECT a FROM a WHERE b = $1", null],
  ]);
});

test("a list that cannot be read is told", async () => {
  const { unanalyzed, queries } = await read(
    { queries: "q.json" },
    { "q.json": '{"sql": "select 1"}\n{"hunter2"' },
  );
  expect(queries).toBeNull();
  expect(unanalyzed).toEqual([
    {
      path: "q.json",
      line: null,
      reason: 'the list of queries is wrong in line 2: write statements, or JSON lines of {"sql", "calls"}',
    },
  ]);
});
