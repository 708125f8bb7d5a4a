import { expect, test } from "vitest";
import { actingRole, isOwner } from "./acting-role.ts";
import type { Snapshot } from "./snapshot.ts";

const role = { name: "reader", superuser: false, bypassesRowSecurity: false, memberOf: ["app", "web"] };
const snapshot: Snapshot = {
  schema: "lockgate/stats@2",
  postgres: 18,
  role,
  settings: { lockTimeout: 0 },
  tables: [],
};
const unknown = { superuser: null, bypassesRowSecurity: null, memberOf: null };

test("the config names the role, else it is the one that took the snapshot", () => {
  expect(actingRole(snapshot, null)).toEqual(role);
  expect(actingRole(snapshot, "reader")).toEqual(role);
  expect(actingRole(snapshot, "migrator")).toEqual({ name: "migrator", ...unknown });
  expect(actingRole(null, "migrator")).toEqual({ name: "migrator", ...unknown });
  expect(actingRole(null, null)).toBeNull();
});

test.each([
  [role, "reader", true],
  [role, "web", true],
  [role, "other", false],
  [{ ...role, superuser: true }, "other", true],
  [{ name: "migrator", ...unknown }, "migrator", true],
  [{ name: "migrator", ...unknown }, "other", null],
])("%j is the owner, if that is %s: %s", (one, owner, expected) => {
  expect(isOwner(one, owner)).toBe(expected);
});
