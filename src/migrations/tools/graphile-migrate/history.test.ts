import { describe, expect, it } from "vitest";
import { type File, readHistory } from "../history.testing.ts";

describe("graphile-migrate", () => {
  const file = (name: string, hash: string): File => [
    `migrations/committed/${name}`,
    `--! Previous: -\n--! Hash: sha1:${hash}\n\nSELECT 1;\n`,
  ];
  const row = (filename: string, hash: string) => ({ filename, hash: `sha1:${hash}` });

  it("compares the hashes of the chain", () => {
    const files = [file("000001.sql", "a"), file("000002.sql", "b"), "migrations/current.sql"];
    expect(readHistory("graphile-migrate", [row("000001.sql", "a")], files).items).toEqual([
      "pending 000002",
    ]);
    expect(
      readHistory("graphile-migrate", [row("000001.sql", "x"), row("000002.sql", "b")], files).items,
    ).toEqual(["edited 000001"]);
  });
});
