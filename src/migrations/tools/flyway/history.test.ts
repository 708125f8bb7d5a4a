import { describe, expect, it } from "vitest";
import { type File, readHistory } from "../history.testing.ts";
import type { HistoryRow } from "../history.ts";
import { checksumOf } from "./history.ts";

describe("flyway", () => {
  const text = "CREATE TABLE a (id int);\r\nSELECT 1;\n";
  const row = (version: string | null, script: string, over: Partial<HistoryRow> = {}): HistoryRow => ({
    installed_rank: "1",
    version,
    script,
    type: "SQL",
    checksum: String(checksumOf(Buffer.from(text))),
    success: "true",
    ...over,
  });
  const files: File[] = [
    ["db/V1__a.sql", text],
    ["db/V1_1__b.sql", text],
    ["db/R__v.sql", text],
  ];
  const rows = [row("1", "V1__a.sql"), row("1.1", "V1_1__b.sql"), row(null, "R__v.sql")];

  it("has Flyway's checksum, whatever the line endings", () => {
    expect(checksumOf(Buffer.from("SELECT 1;\n"))).toBe(checksumOf(Buffer.from("\uFEFFSELECT 1;\r\n")));
    // The check value of CRC-32, as Java prints it.
    expect(checksumOf(Buffer.from("123456789"))).toBe(0xcbf43926 | 0);
  });

  it("is clean when every version is applied as it is", () => {
    expect(readHistory("flyway", rows, files).items).toEqual([]);
    expect(readHistory("flyway", [row("1.0", "V1__a.sql"), ...rows.slice(1)], files).items).toEqual([]);
  });

  it("names what is edited, failed, undone, missing, late and repeatable again", () => {
    expect(
      readHistory("flyway", [row("1", "V1__a.sql", { checksum: "5" }), ...rows.slice(1)], files).items,
    ).toEqual(["edited V1__a"]);
    expect(
      readHistory(
        "flyway",
        [...rows.slice(0, 1), row("1.1", "V1_1__b.sql", { success: "false" }), ...rows.slice(2)],
        files,
      ).items,
    ).toEqual(["failed V1_1__b"]);
    expect(
      readHistory("flyway", [...rows, row("1.1", "U1_1__b.sql", { type: "UNDO_SQL" })], files).items,
    ).toEqual(["pending V1_1__b"]);
    expect(readHistory("flyway", [...rows, row("2", "V2__c.sql")], files).items).toEqual([
      "missing V2__c.sql",
    ]);
    expect(
      readHistory(
        "flyway",
        [...rows, row("2", "V2__c.sql"), row("2", "V2__c.sql", { type: "DELETE" })],
        files,
      ).items,
    ).toEqual([]);
    expect(readHistory("flyway", rows.slice(1), files).items).toEqual(["out-of-order V1__a"]);
    expect(
      readHistory("flyway", [...rows.slice(0, 2), row(null, "R__v.sql", { checksum: "5" })], files).items,
    ).toEqual(["pending R__v"]);
    expect(readHistory("flyway", rows, [...files, "db/V1.1.0__x.sql"]).items).toEqual([
      "duplicate V1.1.0__x",
    ]);
  });

  it("leaves out what is below the baseline", () => {
    const baseline = row("1", "<< Flyway Baseline >>", { type: "BASELINE", checksum: null });
    expect(readHistory("flyway", [baseline, ...rows.slice(1)], files).items).toEqual([]);
  });
});
