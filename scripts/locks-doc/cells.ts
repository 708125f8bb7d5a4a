import type { HowOften } from "../../src/postgres/form-facts.ts";
import { type LockMode, strongest } from "../../src/postgres/lock-mode.ts";
import { ROLES, type Role } from "../../src/postgres/role.ts";
import { waitsBehind } from "../../src/report/effect-words.ts";
import { acrossVersions, type Facts, type FactsByMajor, whereItRan, wordsByRange } from "./by-major.ts";

/** What a form does, as Markdown for the cells of a table; "" where there is nothing to say. */
export interface Cells {
  /** Never "": "none", or "not known" where every example fails. */
  readonly target: string;
  /** What waits behind the lock on the target. */
  readonly blocks: string;
  readonly others: string;
  /** Rewrites, scans and index builds. */
  readonly work: string;
  /** Where it does not run: in a transaction, on some versions. */
  readonly limits: string;
}

export function cellsOf(facts: FactsByMajor): Cells {
  const ran = whereItRan(facts);
  const isLocked = [...ran.values()].some(({ locks }) => locks.target);
  return {
    target: ran.size === 0 ? "not known" : acrossVersions(ran, ({ locks }) => modes(locks.target)) || "none",
    blocks: isLocked ? acrossVersions(ran, ({ locks }) => blocks(locks.target)) : "",
    others: otherLocks(ran),
    work: acrossVersions(ran, workOf),
    limits: [...limits(ran, inTransaction), ...limits(facts, failure)].join("<br>"),
  };
}

function modes(locks: readonly LockMode[] = []): string {
  return locks.join(" + ");
}

function blocks(locks: readonly LockMode[] = []): string {
  return [...new Set(strongest(locks).map(waitsBehind))].join(", ") || "nothing";
}

/** "referenced: SHARE ROW EXCLUSIVE"; roles that are locked alike share a line. */
function otherLocks(facts: FactsByMajor): string {
  const rolesByText = new Map<string, Role[]>();
  for (const role of ROLES) {
    const text = acrossVersions(facts, ({ locks }) => modes(locks[role]), ", ");
    if (role === "target" || text === "") continue;
    rolesByText.set(text, [...(rolesByText.get(text) ?? []), role]);
  }
  return [...rolesByText].map(([text, roles]) => `${roles.join(", ")}: ${text}`).join("<br>");
}

/** "rewrites target; may build indexes of target, partition". */
function workOf({ rewrites, copies, scans, builds }: Facts): string {
  return [
    ...doing("rewrites", "may rewrite", rewrites),
    ...doing("copies", "may copy", copies),
    ...doing("scans", "may scan", scans),
    ...doing("builds indexes of", "may build indexes of", builds),
  ].join("; ");
}

function doing(always: string, sometimes: string, byRole: Facts["rewrites"]): string[] {
  const roles = (howOften: HowOften) => ROLES.filter((role) => byRole[role] === howOften).join(", ");
  return [
    ...(roles("always") ? [`${always} ${roles("always")}`] : []),
    ...(roles("sometimes") ? [`${sometimes} ${roles("sometimes")}`] : []),
  ];
}

function limits(facts: FactsByMajor, words: (facts: Facts) => string): string[] {
  const ranges = wordsByRange(facts, words);
  const named = ranges.length > 1;
  return ranges.flatMap(([range, text]) => (text === "" ? [] : named ? `**${range}:** ${text}` : text));
}

function inTransaction({ refusedInTransaction }: Facts): string {
  return refusedInTransaction ? "not in a transaction" : "";
}

function failure({ fails }: Facts): string {
  if (!fails) return "";
  if (fails.length === 0) return "not possible";
  return fails.join() === "42601" ? "syntax error" : `fails (${fails.join(", ")})`;
}
