import { expect, test } from "vitest";
import { targetOf } from "./discovered.ts";

test("the up files, by number", async () => {
  const target = await targetOf({
    "db/10_b.up.sql": "SELECT 2;",
    "db/10_b.down.sql": "SELECT 3;",
    "db/9_a.up.sql": "SELECT 1;",
    "db/9_a.down.sql": "SELECT 0;",
  });
  expect([target.tool, target.migrations.map(({ id, transaction }) => [id, transaction])]).toEqual([
    "golang-migrate",
    [
      ["9_a.up", "file"],
      ["10_b.up", "file"],
    ],
  ]);
  expect(target.history).toEqual({ schema: "public", table: "schema_migrations", rule: "golang-migrate" });
});

test("two files of one version, and one that only goes down", async () => {
  const target = await targetOf({
    "db/1_a.up.sql": "SELECT 1;",
    "db/0001_b.up.sql": "SELECT 1;",
    "db/2_c.down.sql": "SELECT 1;",
  });
  expect(target.unreadable.map(({ path, reason }) => [path, reason])).toEqual([
    ["db/1_a.up.sql", "has the same version as 0001_b.up.sql (1): golang-migrate stops at it"],
  ]);
  expect(target.remarks.map(({ path, reason }) => [path, reason])).toEqual([
    ["db/2_c.down.sql", "has no .up.sql beside it: going up, golang-migrate runs nothing for its version"],
  ]);
});
