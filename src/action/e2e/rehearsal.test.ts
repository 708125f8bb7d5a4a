import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pullRequest } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import { REWRITE } from "./shop.testing.ts";

const gate = useGate();

test("rehearsed on the embedded PostgreSQL, out of the bundle alone", async () => {
  const commits = gate.shop.pull({
    ...REWRITE,
    "prisma/migrations/20261121_do/migration.sql":
      'CREATE EXTENSION citext;\nDO $$ BEGIN ALTER TABLE "orders" ALTER COLUMN "org_id" SET NOT NULL; END $$;\n',
  });
  const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), {
    static: "false",
    "pg-version": "16",
  });
  expect(ran.exit).toBe(1);
  const report = JSON.parse(ran.file("report-json"));
  expect(report.migrations.map(({ rehearsed }: { rehearsed: boolean }) => rehearsed)).toEqual([true, true]);
  expect(report.unanalyzed).toEqual([]);
  expect(JSON.stringify(report.migrations[1].statements[1].effects)).toContain('"why":');
  expect(gate.github.comments[0]?.body).toContain("Rehearsed for PostgreSQL 16");
  expect(report.targets[0].remarks[0]).toMatch(/^Rehearsed on PostgreSQL 18: /);
});

test("without a migration, and without a rehearsal, nothing of it is needed", async () => {
  const folder = dirname(gate.main());
  for (const name of ["pglite-worker.js", "pglite.wasm", "pglite.data", "pglite.datadir", "extensions"]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  expect(existsSync(join(folder, "pglite.wasm"))).toBe(false);
  const commits = gate.shop.pull({ "README.md": "hello\n" });
  const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), { static: "false" });
  expect(ran).toMatchObject({ exit: 0, outputs: { verdict: "pass" } });
  const judged = gate.shop.pull(REWRITE);
  const derived = await gate.run(pullRequest(judged), gate.shop.checkout(judged.merge), { static: "true" });
  expect(derived).toMatchObject({ exit: 1, outputs: { verdict: "fail" } });
});
