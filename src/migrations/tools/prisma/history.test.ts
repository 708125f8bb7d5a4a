import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { HistoryRow, LocalMigration } from "../history.ts";
import { matchesChecksum, prismaHistory } from "./history.ts";

const SQL = "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n";

function local(...ids: string[]): LocalMigration[] {
  return ids.map((id) => ({
    id,
    path: `prisma/migrations/${id}/migration.sql`,
    version: id,
    content: Buffer.from(SQL),
  }));
}

function row(name: string, over: Partial<HistoryRow> = {}): HistoryRow {
  const time = "2026-01-01 00:00:00+00";
  const checksum = createHash("sha256").update(SQL).digest("hex");
  return {
    migration_name: name,
    checksum,
    started_at: time,
    finished_at: time,
    rolled_back_at: null,
    logs: null,
    ...over,
  };
}

const FAILED = {
  finished_at: null,
  logs: 'Database error:\nERROR: relation "a" already exists\nDETAIL: Key (a)=(1)\n',
};
const ROLLED_BACK = { ...FAILED, rolled_back_at: "2026-01-02 00:00:00+00" };

function read(rows: HistoryRow[], migrations: LocalMigration[], expected: string[] = []) {
  const { items, applied } = prismaHistory.read({
    isSameSql: () => true,
    rows,
    local: migrations,
    expected: new Set(expected),
  });
  return {
    items: items.map(({ kind, migration }) => `${kind} ${migration}`),
    messages: items.map(({ message }) => message),
    next: items.map(({ next }) => next),
    applied: applied.map(({ id }) => id),
  };
}

describe("what _prisma_migrations says", () => {
  it("is clean when every migration is applied as it is", () => {
    expect(read([row("1"), row("2")], local("1", "2")).items).toEqual([]);
  });

  it("names what is pending, unless it is new in the pull request", () => {
    expect(read([row("1")], local("1", "2", "3"), ["3"]).items).toEqual(["pending 2"]);
    expect(read([], local("1")).next).toEqual(["run `npx prisma migrate deploy`"]);
  });

  it("names a failed one beside a pending one, with PostgreSQL's message and no values of rows", () => {
    const { items, messages, next, applied } = read([row("1"), row("2", FAILED)], local("1", "2", "3"));
    expect(items).toEqual(["failed 2", "pending 3"]);
    expect(messages[0]).toContain('2 failed: relation "a" already exists; until');
    expect(messages[0]).toContain("`prisma migrate status` lists only what is pending");
    expect(messages.join()).not.toContain("Key (a)");
    expect(next[0]).toContain('npx prisma migrate resolve --rolled-back "2"');
    expect(applied).toEqual(["1"]);
  });

  it("names a failed one that the checkout lacks, and one that failed twice only once", () => {
    expect(read([row("1"), row("2", FAILED), row("2", FAILED)], local("1")).items).toEqual([
      "failed 2",
      "missing 2",
    ]);
  });

  it("counts a rolled back one as pending, whatever its checksum", () => {
    const { items, messages } = read(
      [row("1"), row("2", { ...ROLLED_BACK, checksum: "0" })],
      local("1", "2"),
    );
    expect(items).toEqual(["pending 2"]);
    expect(messages[0]).toBe("2 was rolled back and not applied again");
  });

  it("takes the last of several rows of one migration", () => {
    const rows = [row("1", { ...ROLLED_BACK, checksum: "other" }), row("1")];
    expect(read(rows, local("1"))).toMatchObject({ items: [], applied: ["1"] });
  });

  it("names an edited one, which `prisma migrate status` passes", () => {
    const { items, messages } = read([row("1", { checksum: "0".repeat(64) })], local("1"));
    expect(items).toEqual(["edited 1"]);
    expect(messages[0]).toContain("`prisma migrate status` passes");
  });

  it("does not compare the checksum of a failed one: it may have been fixed", () => {
    expect(read([row("1", { ...FAILED, checksum: "0".repeat(64) })], local("1")).items).toEqual(["failed 1"]);
  });

  it("names one that only the database has", () => {
    expect(read([row("1"), row("2")], local("1"))).toMatchObject({
      items: ["missing 2"],
      applied: ["1", "2"],
    });
  });

  it("names both sides and the last common one when the histories diverge", () => {
    const { items, messages } = read([row("1"), row("2x")], local("1", "2"));
    expect(items).toEqual(["diverged 2", "pending 2", "missing 2x"]);
    expect(messages[0]).toContain(
      "only this checkout has 2, only the database has 2x; the last common one is 1",
    );
  });

  it("does not call the histories diverged for a migration that is new in the pull request", () => {
    expect(read([row("1"), row("2x")], local("1", "2"), ["2"]).items).toEqual(["missing 2x"]);
  });

  it("names an unapplied one that sorts before an applied one, also when it is new", () => {
    expect(read([row("1"), row("3")], local("1", "2", "3"), ["2"]).items).toEqual(["out-of-order 2"]);
  });
});

describe("the checksum", () => {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const crlf = SQL.replaceAll("\n", "\r\n");

  it("matches the file as it is and with the other line endings", () => {
    const stored = hash(SQL).toString("hex");
    expect(matchesChecksum(Buffer.from(SQL), stored)).toBe(true);
    expect(matchesChecksum(Buffer.from(crlf), stored)).toBe(true);
    expect(matchesChecksum(Buffer.from(SQL), hash(crlf).toString("hex"))).toBe(true);
    expect(matchesChecksum(Buffer.from(`${SQL} `), stored)).toBe(false);
  });

  it("matches the unpadded form of old versions", () => {
    const texts = Array.from({ length: 50 }, (_, index) => `SELECT ${index};`);
    const text = texts.find((candidate) => hash(candidate).some((byte) => byte < 16)) ?? "";
    const stored = [...hash(text)].map((byte) => byte.toString(16)).join("");
    expect(stored.length).toBeLessThan(64);
    expect(matchesChecksum(Buffer.from(text), stored)).toBe(true);
    expect(matchesChecksum(Buffer.from(`${text} `), stored)).toBe(false);
  });
});
