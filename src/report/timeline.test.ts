import { expect, test } from "vitest";
import type { ReportedEffect } from "../effects/reported-effect.ts";
import type { LockMode } from "../postgres/lock-mode.ts";
import type { ReportedMigration } from "./report.ts";
import { drawnTimelines } from "./timeline-lines.ts";

const common = { isNew: false, evidence: "both" } as const;

function lock(
  relation: string,
  mode: LockMode,
  over: { isNew?: boolean; role?: "index" } = {},
): ReportedEffect {
  return { kind: "lock", relation, mode, role: "target", ...common, ...over };
}

/** Statements on lines 1, 2, 3 ... of one transaction, or of the ones that `transactions` names. */
function migration(
  statements: readonly (readonly ReportedEffect[])[],
  transactions: readonly (number | null)[] = statements.map(() => 0),
): ReportedMigration {
  return {
    id: "1",
    tool: "prisma",
    path: "1/migration.sql",
    transaction: "file",
    rehearsed: true,
    remarks: [],
    statements: statements.map((effects, index) => ({
      index,
      line: index + 1,
      endLine: index + 1,
      sql: "ALTER TABLE t ...",
      command: "ALTER TABLE",
      transaction: transactions[index] ?? null,
      effects,
    })),
  };
}

const linesOf = (drawn: ReportedMigration) => drawnTimelines(drawn, 200).map(({ lines }) => lines);

test("a lock lasts from its statement to the commit, and the slow work meanwhile is named", () => {
  const drawn = migration([
    [lock("public.users", "SHARE"), lock("public.orgs", "SHARE")],
    [
      lock("public.users", "ROW EXCLUSIVE"),
      { kind: "scan", relation: "public.users", why: "UPDATE", ...common },
      { kind: "change", relation: "public.users", command: "UPDATE", rows: "all", ...common },
    ],
    [lock("public.users", "ACCESS EXCLUSIVE")],
    [{ kind: "rewrite", relation: "public.users", ...common }],
  ]);
  expect(drawnTimelines(drawn, 200)).toEqual([
    {
      title: "locks held until commit, from line 1",
      works: true,
      lines: [
        "━━━━━━━━━━━━  users, orgs: SHARE from line 1, no writes",
        "······━━━━━━  users: ACCESS EXCLUSIVE from line 3, no reads, no writes",
        "···▲·····▲··  meanwhile: line 2 UPDATE of all rows of users, 4 rewrites users",
      ],
    },
  ]);
});

test("what is held already is not told again, and what is gone at once not at all", () => {
  const twice = [[lock("public.t", "ACCESS EXCLUSIVE")], [lock("public.t", "SHARE")]];
  expect(linesOf(migration(twice))).toEqual([
    ["━━━━━━━━━━━━  t: ACCESS EXCLUSIVE from line 1, no reads, no writes"],
  ]);
  expect(linesOf(migration(twice, [null, null]))).toEqual([]);
  expect(linesOf(migration([[], [lock("public.t", "SHARE")]]))).toEqual([]);
});

test("new tables, indexes and locks that let reads and writes pass hold nobody up", () => {
  const harmless = [
    lock("public.t", "ACCESS EXCLUSIVE", { isNew: true }),
    lock("public.t_pkey", "ACCESS EXCLUSIVE", { role: "index" }),
    lock("public.t", "SHARE UPDATE EXCLUSIVE"),
  ];
  expect(linesOf(migration([harmless, []]))).toEqual([]);
});

test("each transaction of a file has its own", () => {
  const drawn = migration([[lock("public.a", "SHARE")], [], [lock("public.b", "SHARE")], []], [1, 1, 2, 2]);
  expect(linesOf(drawn)).toEqual([
    ["━━━━━━━━━━━━  a: SHARE from line 1, no writes"],
    ["━━━━━━━━━━━━  b: SHARE from line 3, no writes"],
  ]);
});

test("names from SQL stay one line and within the width", () => {
  const [drawn] = drawnTimelines(migration([[lock("public.a\nb\u001b[31m", "SHARE")], []]), 40);
  expect(drawn?.lines.every((line) => /^\P{Cc}{1,40}$/u.test(line))).toBe(true);
});
