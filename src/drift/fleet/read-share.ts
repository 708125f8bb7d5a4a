/** The report of a share as it comes back from another machine: data, believed as far as it agrees with itself. */
import * as v from "valibot";
import { type DriftedTarget, type DriftReport, DriftSchema } from "../drift-report.ts";
import { type Share, sizeOfShare } from "./shard.ts";

/** A share that was checked; `fleet` is missing where the run broke before it knew its databases. */
export type ShareReport = DriftReport & Pick<Share, "shard"> & Partial<Pick<Share, "fleet">>;

export type ReadShare =
  | { readonly ok: true; readonly report: ShareReport }
  /** `reason` continues the name of the file. */
  | { readonly ok: false; readonly reason: string };

export function readShare(text: string): ReadShare {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // What JSON.parse says repeats the text, which may be anything.
    return refused(text.trim() === "" ? "is empty" : "is no whole JSON document: it is damaged, or cut off");
  }
  const other = kindOf(data);
  if (other !== null) return refused(`is ${other}, not of \`lockgate drift\``);
  const parsed = v.safeParse(DriftSchema, data, { abortEarly: true });
  if (!parsed.success) return refused(`is no report of this version: ${reasonOf(parsed.issues[0])}`);
  const { shard, ...report } = parsed.output as DriftReport;
  if (shard === undefined)
    return refused("is the report of a whole run, not of a share: `lockgate drift --shard i/n` makes those");
  const reason = contradictionIn({ ...report, shard });
  return reason === null ? { ok: true, report: { ...report, shard } } : refused(reason);
}

function refused(reason: string): ReadShare {
  return { ok: false, reason };
}

/** A report of another command, by its own name, or null. */
function kindOf(data: unknown): string | null {
  const schema = typeof data === "object" && data !== null && "schema" in data ? data.schema : null;
  const known: Readonly<Record<string, string>> = {
    "lockgate/report@1": "a report of `lockgate check`",
    "lockgate/locks@1": "a report of `lockgate locks`",
    "lockgate/fix@1": "a report of `lockgate fix`",
    "lockgate/stats@2": "a snapshot of `lockgate stats`",
    "lockgate/recording@1": "a recording of `lockgate capture`",
  };
  return typeof schema === "string" && Object.hasOwn(known, schema) ? (known[schema] ?? null) : null;
}

const LONGEST_REASON = 200;

function reasonOf(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? "the document"}: ${issue.message}`
    .slice(0, LONGEST_REASON)
    .replace(/\s+/g, " ");
}

/** What no run writes, and would let databases pass that nobody compared. */
function contradictionIn({ shard, fleet, targets, databases }: ShareReport): string | null {
  if (shard.index > shard.of) return `says that it is share ${shard.index} of ${shard.of}`;
  if (fleet === undefined) return databases.length === 0 ? null : "does not say which run it is a part of";
  if (targets.length === 0) return databases.length === 0 ? null : "has databases and no target";
  const size = sizeOfShare(shard, fleet.databases);
  if (databases.length !== size)
    return `has ${databases.length} databases, and ${size} fall into share ${shard.index} of ${shard.of}`;
  const names = new Set(databases.map(({ name }) => name));
  if (names.size !== size) return "has a database twice";
  return targets.every((target) => isComplete(target, names))
    ? null
    : "does not say of each database what became of it";
}

function isComplete({ history, catalog, schema }: DriftedTarget, names: ReadonlySet<string>): boolean {
  if (schema.outcomes === undefined) return false;
  return [history, catalog].every(({ outcomes = [] }) => {
    const told = outcomes.flatMap(({ databases }) => databases);
    return (
      told.length === names.size && new Set(told).size === names.size && told.every((name) => names.has(name))
    );
  });
}
