import { describe, expect, it } from "vitest";
import { readHistory } from "../history.testing.ts";

describe("golang-migrate", () => {
  const files = ["db/1_a.up.sql", "db/2_b.up.sql", "db/3_c.up.sql"];
  const at = (version: number, dirty = "false") => [{ version: String(version), dirty }];

  it("takes all up to the version for applied", () => {
    expect(readHistory("golang-migrate", at(2), files)).toMatchObject({
      items: ["pending 3_c.up"],
      applied: ["1_a.up", "2_b.up"],
    });
    expect(readHistory("golang-migrate", [], files).items).toHaveLength(3);
  });

  it("names a dirty version, one that is not there, one that never runs, and two of one version", () => {
    const dirty = readHistory("golang-migrate", at(2, "true"), files);
    expect(dirty.items).toEqual(["failed 2_b.up", "pending 3_c.up"]);
    expect(dirty.applied).toEqual(["1_a.up"]);
    expect(dirty.first?.next).toContain("migrate force 1");
    expect(readHistory("golang-migrate", at(9), files).items).toEqual(["missing 9"]);
    expect(readHistory("golang-migrate", at(3), files, ["2_b.up"]).items).toEqual(["out-of-order 2_b.up"]);
    expect(readHistory("golang-migrate", at(3), [...files, "db/0003_d.up.sql"]).items).toEqual([
      "duplicate 0003_d.up",
    ]);
  });
});
