import { beforeAll, expect, test } from "vitest";
import { createModel } from "../effects/schema/model.ts";
import { steered } from "../shadow/observe/unwatched.ts";
import type { Blame, RehearsedStatement } from "../shadow/rehearse/rehearsal.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { knownOf } from "./both.ts";

beforeAll(loadParser);

const FAILED = {
  sqlstate: "42883",
  message: "function f() does not exist",
  position: null,
  detail: null,
  hint: null,
};
const LACK: Blame = { kind: "extension", extension: "timescaledb", through: null };

function known(sql: string, seen: Partial<RehearsedStatement>, major = 18) {
  const [statement] = parseScript(sql).statements;
  if (!statement) throw new Error("no statement");
  const moment = { statement, model: createModel({ complete: true }), transaction: null, isNew: () => false };
  const nothing = {
    index: 0,
    observation: steered({ rowCount: null, notices: [], error: FAILED }),
    locksObserved: true,
    transaction: null,
    skipped: null,
    ended: false,
    blame: null,
    failedAtCommit: false,
    dependsOnRows: null,
  };
  const sight = { postgres: 18, statement: { ...nothing, ...seen } };
  return knownOf(moment, { major, timeZone: null }, sight);
}

test("a statement that the shadow could not run is judged by the catalogue where that tells all", () => {
  const through = known("CREATE TABLE t (id int)", { blame: { ...LACK, through: "a.sql:3" } });
  expect(through.unanalyzed).toBeNull();
  expect(through.untold).toContain("a.sql:3 needs the extension timescaledb");
  const refused = known("CREATE TABLE t (id int)", { observation: null, skipped: "it changes roles" });
  expect(refused).toMatchObject({ unanalyzed: null, untold: "not rehearsed: it changes roles" });
});

test("what needs the extension itself, what is not understood and what came after the end is not analysed", () => {
  const direct = known("CREATE TABLE t (id int)", { blame: LACK });
  expect(direct.unanalyzed).toContain("the extension timescaledb is not available");
  const block = known("DO $$ BEGIN PERFORM f(); END $$", { blame: { ...LACK, through: "a.sql:3" } });
  expect(block.unanalyzed).toContain("a.sql:3 needs the extension timescaledb");
  const late = known("CREATE TABLE t (id int)", { observation: null, skipped: "it ended", ended: true });
  expect(late.unanalyzed).toBe("not rehearsed: it ended");
});

test("a failure of its own is one", () => {
  const own = known("CREATE TABLE t (id int)", {});
  expect(own).toMatchObject({ unanalyzed: null, untold: null });
  expect(own.effects).toContainEqual(expect.objectContaining({ kind: "fail", when: "always" }));
});

test("what only the rehearsal's version refuses fails nowhere; what only the asked one refuses fails", () => {
  const removed = known("SELECT pg_start_backup('x')", {}, 14);
  expect(removed.effects.filter(({ kind }) => kind === "fail")).toEqual([]);
  expect(removed.untold).toContain("PostgreSQL 18, the rehearsal's, refuses it");
  const ran = steered({ rowCount: null, notices: [], error: null });
  const added = known("CREATE TABLE t (id uuid DEFAULT uuidv7())", { observation: ran }, 15);
  expect(added.effects).toContainEqual(
    expect.objectContaining({ kind: "fail", when: "always", sqlstate: "42883" }),
  );
  expect(added.contradictions).toEqual([]);
});
