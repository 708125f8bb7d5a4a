import { describe, expect, it } from "vitest";
import { readHistory } from "../history.testing.ts";

describe("goose", () => {
  const row = (version: number, applied = "true") => ({ version_id: String(version), is_applied: applied });
  const files = ["m/00001_a.sql", "m/00002_b.sql", "m/00003_c.sql"];

  it("takes the newest row of a version, and not version 0", () => {
    const rows = [row(0), row(1), row(2), row(2, "false"), row(3), row(3, "false"), row(3)];
    expect(readHistory("goose", rows, files)).toMatchObject({
      items: ["out-of-order 00002_b"],
      applied: ["00001_a", "00003_c"],
    });
  });

  it("names what only the database has", () => {
    expect(readHistory("goose", [row(0), row(1), row(2), row(3), row(4)], files).items).toEqual([
      "missing 4",
    ]);
  });
});
