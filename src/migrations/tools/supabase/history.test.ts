import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../../../sql/parse.ts";
import { type File, readHistory } from "../history.testing.ts";

beforeAll(loadParser);

describe("supabase", () => {
  const row = (version: string, name: string, statements: string[] | null) => ({
    version,
    name,
    statements: statements && JSON.stringify(statements),
  });
  const files: File[] = [
    ["supabase/migrations/20250101000000_a.sql", "-- first\nCREATE TABLE a (id int);\nSELECT 1;"],
    ["supabase/migrations/20250102000000_b.sql", "CREATE TABLE b (id int);"],
  ];
  const a = row("20250101000000", "a", ["CREATE TABLE a (id int)", "SELECT 1"]);

  it("compares the statements that were run, not the text", () => {
    expect(readHistory("supabase", [a], files).items).toEqual(["pending 20250102000000_b"]);
    const other = row("20250101000000", "a", ["CREATE TABLE a (id bigint)", "SELECT 1"]);
    expect(readHistory("supabase", [other], files.slice(0, 1)).items).toEqual(["edited 20250101000000_a"]);
    expect(readHistory("supabase", [row("20250101000000", "a", null)], files.slice(0, 1)).items).toEqual([]);
  });

  it("names what only the database has, and what comes too late", () => {
    const c = row("20250103000000", "c", []);
    expect(readHistory("supabase", [a, c], files.slice(0, 1)).items).toEqual(["missing 20250103000000_c"]);
    const b = row("20250102000000", "b", ["CREATE TABLE b (id int)"]);
    expect(readHistory("supabase", [b], files).first?.next).toContain("--include-all");
  });
});
