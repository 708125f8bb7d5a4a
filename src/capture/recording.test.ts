import { expect, test } from "vitest";
import { type Recording, readRecording } from "./recording.ts";
import { shortfallsOf } from "./shortfalls.ts";

const SENT = { connection: 1, transaction: 1, batch: 1, protocol: "simple", sql: "SELECT 1" } as const;
const WHOLE: Recording = {
  schema: "lockgate/recording@1",
  lockgate: "0.1.0",
  postgres: { major: 18, engine: "pglite" },
  dir: "migrations",
  tool: null,
  command: ["node", "migrate.cjs"],
  historyTable: "done",
  base: { commit: null, from: "none", migrations: [] },
  migrations: [
    {
      id: "1_a.cjs",
      path: "migrations/1_a.cjs",
      recorded: true,
      sent: [{ ...SENT, place: { path: "migrations/1_a.cjs", line: 2, from: "call" } }],
    },
  ],
  run: { exit: 0, ended: "by itself", connections: 1, lastLines: [] },
  notes: [],
};

/** The recording with something else at a place: "migrations.0.path". */
function changed(place: string, value: unknown): string {
  const copy = structuredClone(WHOLE);
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce((part, key) => (part as never)[key] as object, copy as object);
  Object.defineProperty(holder, last, { value, enumerable: true });
  return JSON.stringify(copy);
}

test("a whole recording is read", () => {
  expect(readRecording(JSON.stringify(WHOLE))).toEqual({ ok: true, recording: WHOLE });
});

test.each([
  ["", undefined, /^is not JSON/],
  ["schema", "lockgate/recording@2", /^schema: /],
  ["postgres.major", "18", /^postgres\.major: Invalid type/],
  ["postgres.major", -1, /^postgres\.major: /],
  ["migrations", {}, /^migrations: Invalid type/],
  ["migrations.0.sent.0.sql", 7, /^migrations\.0\.sent\.0\.sql: Invalid type/],
  ["migrations.0.sent.0.sql", "x".repeat(64 * 1024 * 1024 + 1), /longer than 67108864 characters/],
  ["migrations.0.sent.0.copied", "no base64!", /is not base64/],
  ["migrations.0.sent.0.connection", 1e300, /connection: /],
  ["migrations.0.sent.0.place.line", 0, /line: /],
  ["migrations.0.sent.0.place.path", "migrations/2_b.cjs", /is placed in another file$/],
  ["migrations.0.path", "../../etc/passwd", /leads out of the repository$/],
  ["migrations.0.path", "/etc/passwd", /leads out of the repository$/],
  ["migrations.0.path", "C:\\Windows\\win.ini", /leads out of the repository$/],
  ["migrations.0.path", "a\\..\\..\\b", /leads out of the repository$/],
  ["dir", "migrations/../..", /leads out of the repository$/],
  ["notes", [{ kind: "wrote files", paths: ["../.ssh/id"] }], /leads out of the repository$/],
  ["notes", [{ kind: "unheard of" }], /^notes\.0\.kind: /],
  ["run.lastLines", Array.from({ length: 21 }, () => "x"), /^run\.lastLines: /],
  ["migrations", [WHOLE.migrations[0], WHOLE.migrations[0]], /stands in it twice$/],
  ["migrations.0.sent", Array.from({ length: 100_001 }, () => SENT), /^migrations\.0\.sent: /],
  ["extra", 1, /^extra: /],
  ["__proto__", { polluted: true }, /^__proto__: /],
  ["constructor", 1, /^constructor: /],
  ["migrations.0.sent.0.__proto__", { error: null }, /__proto__: /],
])("refused: %s of another form", (place, value, reason) => {
  const source = place === "" ? "{" : changed(place, value);
  expect(readRecording(source)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  expect({}).not.toHaveProperty("polluted");
});

test("refused: more messages than are recorded, spread over migrations", () => {
  const half = Array.from({ length: 50_001 }, () => SENT);
  const migrations = ["a", "b"].map((id) => ({ id, path: id, recorded: true, sent: half }));
  expect(readRecording(changed("migrations", migrations))).toEqual({
    ok: false,
    reason: "more than 100000 messages",
  });
});

test("refused: nested deeper than any recording", () => {
  expect(readRecording("[".repeat(300_000) + "]".repeat(300_000)).ok).toBe(false);
});

test("the reason is short and on one line, whatever the file says", () => {
  const read = readRecording(changed("postgres.major", `x\n::error::${"y".repeat(1e6)}`));
  const reason = read.ok ? "" : read.reason;
  expect(reason).toMatch(/^postgres\.major: Invalid type: .*::error::y/);
  expect(reason.length).toBeLessThanOrEqual(300);
});

test("rows of a COPY of many MB are read", () => {
  const copied = Buffer.alloc(30 * 1024 * 1024, "1\tx\n").toString("base64");
  expect(readRecording(changed("migrations.0.sent.0.copied", copied)).ok).toBe(true);
});

test("a recording of an older text of a migration is no recording of it", () => {
  const wanted = { id: "1_a.cjs", path: "migrations/1_a.cjs" };
  expect(shortfallsOf(WHOLE, [{ ...wanted, sql: "one\ntwo" }])).toEqual([]);
  expect(shortfallsOf(WHOLE, [{ ...wanted, sql: "one" }])).toEqual([
    {
      path: "migrations/1_a.cjs",
      line: null,
      reason: "the recording is of another text: it has lines that are not there",
    },
  ]);
});
