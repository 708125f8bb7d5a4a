import { expect, test } from "vitest";
import { lockTimeoutOfRole } from "./role-settings.ts";
import type { Snapshot } from "./snapshot.ts";

type Settings = Snapshot["settings"];

const taken = (by: string | null, settings: Settings): Snapshot => ({
  schema: "lockgate/stats@2",
  postgres: 18,
  settings,
  tables: [],
  ...(by !== null && { role: { name: by, superuser: false, bypassesRowSecurity: false, memberOf: [] } }),
});

const migrator = { role: "migrator", lockTimeout: 4_000 };
const everybody = { role: null, lockTimeout: 2_000 };

test.each<[string | null, Settings, string | null, number]>([
  ["reader", { lockTimeout: 0 }, null, 0],
  ["reader", { lockTimeout: 5_000 }, null, 5_000],
  [null, { lockTimeout: 5_000 }, null, 5_000],
  // The reader's own settings are in its session already.
  ["migrator", { lockTimeout: 0, roles: [migrator] }, null, 4_000],
  ["reader", { lockTimeout: 0, roles: [migrator] }, null, 0],
  ["reader", { lockTimeout: 0, roles: [migrator] }, "migrator", 4_000],
  ["reader", { lockTimeout: 0, roles: [{ role: "migrator" }, everybody] }, "migrator", 2_000],
  ["reader", { lockTimeout: 7_000, roles: [{ ...migrator, lockTimeout: 0 }, everybody] }, "migrator", 0],
  // The server's, since nothing was set for the reader.
  ["reader", { lockTimeout: 7_000, roles: [] }, "migrator", 7_000],
  ["reader", { lockTimeout: 7_000, roles: [{ role: "reader", lockTimeout: 7_000 }] }, "migrator", 0],
  [null, { lockTimeout: 7_000 }, "migrator", 7_000],
])("a snapshot of %s with %j, migrated by %s", (by, settings, configured, expected) => {
  expect(lockTimeoutOfRole(taken(by, settings), configured)).toBe(expected);
});
