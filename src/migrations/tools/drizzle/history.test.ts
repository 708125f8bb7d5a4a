import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type File, readHistory } from "../history.testing.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("drizzle", () => {
  const file = (tag: string, when: number, text = `-- ${tag}`): File => [
    `drizzle/${tag}.sql`,
    text,
    String(when),
  ];
  const row = (tag: string, when: number, text = `-- ${tag}`) => ({
    hash: sha256(text),
    created_at: String(when),
  });
  const files = [file("0000_a", 100), file("0001_b", 200), file("0002_c", 300)];

  it("knows what is applied by the time in the journal", () => {
    expect(
      readHistory("drizzle", [row("0000_a", 100), row("0001_b", 200), row("0002_c", 300)], files).items,
    ).toEqual([]);
    expect(readHistory("drizzle", [row("0000_a", 100)], files).items).toEqual([
      "pending 0001_b",
      "pending 0002_c",
    ]);
    expect(readHistory("drizzle", [row("0000_a", 100)], files, ["0002_c"]).items).toEqual(["pending 0001_b"]);
  });

  it("names one that drizzle will skip forever, also when it is new", () => {
    const { items, first } = readHistory("drizzle", [row("0000_a", 100), row("0002_c", 300)], files, [
      "0001_b",
    ]);
    expect(items).toEqual(["out-of-order 0001_b"]);
    expect(first?.message).toContain("0002_c, which comes after it, is: drizzle compares only the time");
    const late = [...files, file("0003_d", 250)];
    const all = [row("0000_a", 100), row("0001_b", 200), row("0002_c", 300)];
    expect(readHistory("drizzle", all, late).items).toEqual(["out-of-order 0003_d"]);
  });

  it("names an edited one, which drizzle never notices, whatever its line endings", () => {
    expect(readHistory("drizzle", [row("0000_a", 100, "old")], [files[0] as File]).items).toEqual([
      "edited 0000_a",
    ]);
    const crlf = file("0000_a", 100, "a\r\nb");
    expect(readHistory("drizzle", [row("0000_a", 100, "a\nb")], [crlf]).items).toEqual([]);
  });

  it("knows a migration whose time changed by its content, and by its name from version 1 on", () => {
    expect(readHistory("drizzle", [row("0000_a", 50)], [files[0] as File]).items).toEqual([]);
    const named = { ...row("x", 1), name: "0000_a", hash: sha256("-- 0000_a") };
    expect(readHistory("drizzle", [named], files).items).toEqual(["pending 0001_b", "pending 0002_c"]);
  });

  it("names what only the database has", () => {
    const { items } = readHistory("drizzle", [row("0000_a", 100), row("x", 150)], [files[0] as File]);
    expect(items).toEqual([`missing 150 (sha256 ${sha256("-- x").slice(0, 12)})`]);
  });
});
