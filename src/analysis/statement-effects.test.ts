import { beforeAll, expect, test } from "vitest";
import { createModel } from "../effects/schema/model.ts";
import { steered } from "../shadow/observe/unwatched.ts";
import type { Blame } from "../shadow/rehearse/blame.ts";
import type { Blamed, Observed, RehearsedStatement } from "../shadow/rehearse/rehearsed-statement.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { statementEffects } from "./statement-effects.ts";

beforeAll(loadParser);

const FAILED = {
  sqlstate: "42883",
  message: "function f() does not exist",
  position: null,
  detail: null,
  hint: null,
};
const LACK: Blame = { kind: "extension", extension: "timescaledb", through: null };

const SKIPPED = { kind: "skipped", index: 0 } as const;

function ran(error: typeof FAILED | null): Observed {
  const observation = steered({ rowCount: null, notices: [], error });
  return { kind: "observed", index: 0, observation, locksObserved: true, dependsOnRows: null };
}

function blamed(blame: Blame): Blamed {
  return { ...ran(FAILED), kind: "blamed", blame };
}

function effectsOf(sql: string, rehearsed: RehearsedStatement, major = 18) {
  const [statement] = parseScript(sql).statements;
  if (!statement) throw new Error("no statement");
  const moment = { statement, model: createModel({ complete: true }), transaction: null, isNew: () => false };
  return statementEffects(moment, major, { postgres: 18, statement: rehearsed });
}

test("a statement that the shadow could not run is judged by the catalogue where that tells all", () => {
  const through = effectsOf("CREATE TABLE t (id int)", blamed({ ...LACK, through: "a.sql:3" }));
  expect(through.unanalyzed).toBeNull();
  expect(through.notRehearsed).toContain("a.sql:3 needs the extension timescaledb");
  const refused = effectsOf("CREATE TABLE t (id int)", {
    ...SKIPPED,
    cause: "refused",
    reason: "it changes roles",
  });
  expect(refused).toMatchObject({ unanalyzed: null, notRehearsed: "not rehearsed: it changes roles" });
});

test("what needs the extension itself, what is not understood and what came after the end is not analysed", () => {
  const direct = effectsOf("CREATE TABLE t (id int)", blamed(LACK));
  expect(direct.unanalyzed).toContain("the extension timescaledb is not available");
  const block = effectsOf("DO $$ BEGIN PERFORM f(); END $$", blamed({ ...LACK, through: "a.sql:3" }));
  expect(block.unanalyzed).toContain("a.sql:3 needs the extension timescaledb");
  const late = effectsOf("CREATE TABLE t (id int)", { ...SKIPPED, cause: "ended", reason: "it ended" });
  expect(late.unanalyzed).toBe("not rehearsed: it ended");
});

test("a failure of its own is one", () => {
  const own = effectsOf("CREATE TABLE t (id int)", ran(FAILED));
  expect(own).toMatchObject({ unanalyzed: null, notRehearsed: null });
  expect(own.effects).toContainEqual(expect.objectContaining({ kind: "fail", when: "always" }));
});

test("what only the rehearsal's version refuses fails nowhere; what only the asked one refuses fails", () => {
  const removed = effectsOf("SELECT pg_start_backup('x')", ran(FAILED), 14);
  expect(removed.effects.filter(({ kind }) => kind === "fail")).toEqual([]);
  expect(removed.notRehearsed).toContain("PostgreSQL 18, the rehearsal's, refuses it");
  const added = effectsOf("CREATE TABLE t (id uuid DEFAULT uuidv7())", ran(null), 15);
  expect(added.effects).toContainEqual(
    expect.objectContaining({ kind: "fail", when: "always", sqlstate: "42883" }),
  );
  expect(added.contradictions).toEqual([]);
});
