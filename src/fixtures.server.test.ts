import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { check } from "./index.ts";
import type { Report } from "./report/report.ts";

/** The fixtures rehearsed on real servers: whatever the version of the shadow, the report is on the one asked for. */
const root = join(import.meta.dirname, "..");
const fixtures = readdirSync(join(root, "fixtures"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "museum")
  .map(({ name }) => name);

async function reportOn(name: string, shadow: string): Promise<Report> {
  const paths = [`fixtures/${name}`];
  const settings = { shadow, pgVersion: "18" };
  return (await check({ cwd: root, paths, all: true, env: {}, settings, noCache: true })).report;
}

/** What a report says of the migrations, without what differs by the shadow: remarks on it, and evidence. */
function said({ findings, unanalyzed, migrations }: Report) {
  return {
    findings: findings.map(({ rule, level, path, line, message }) => ({ rule, level, path, line, message })),
    unanalyzed,
    rehearsed: migrations.map(({ id, rehearsed }) => ({ id, rehearsed })),
    contradictions: migrations.flatMap(({ remarks }) =>
      remarks.filter((remark) => remark.includes("Please report this")),
    ),
  };
}

const embedded = new Map<string, Report>();
beforeAll(async () => {
  for (const name of fixtures) embedded.set(name, await reportOn(name, "pglite"));
});

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test.each(fixtures)("%s", async (name) => {
    const here = embedded.get(name);
    if (!here) throw new Error("no report");
    const there = await reportOn(name, server.url);
    expect(said(there)).toEqual(said(here));
    expect(said(there).contradictions).toEqual([]);
    for (const { migrations, remarks, skipped } of there.targets)
      if (migrations > 0 && skipped === null && major !== 18)
        expect(remarks.join(" ")).toContain(`Rehearsed on PostgreSQL ${major}`);
  });
});
