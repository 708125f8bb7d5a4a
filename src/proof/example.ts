import { type AnalyzeOptions, type AnalyzeResult, analyze } from "../analysis/analyze.ts";
import { withDurations } from "../analysis/durations.ts";
import { LiveQueryCheck } from "../analysis/live-queries.ts";
import { pastOf } from "../analysis/past.ts";
import { rehearseWatched } from "../analysis/rehearse-watched.ts";
import { scheduleSelection } from "../analysis/schedule.ts";
import { withUnplanned } from "../analysis/unplanned.ts";
import { type Production, productionFrom } from "../judge/change.ts";
import type { Finding } from "../judge/finding.ts";
import { type JudgeResult, judge } from "../judge/judge.ts";
import { DEFAULT_WEIGHING } from "../judge/weight.ts";
import type { Migration, Target, ToolId } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import { toolWithId } from "../migrations/tools/tools.ts";
import { knownQueries } from "../production/live-queries.ts";
import type { Snapshot } from "../production/snapshot.ts";
import { readSteps } from "../rule/steps.ts";
import type { AnyRule } from "../rule.ts";
import type { Rehearsal } from "../shadow/rehearse/rehearsal.ts";
import { parseScript } from "../sql/parse.ts";
import type { Situation } from "./readme.ts";

/** One migration of an example. */
export interface Part {
  readonly sql: string;
  readonly tool: ToolId;
}

/**
 * Judges parts that run one after the other, each a change of its own, in a situation, with these rules alone. Anything
 * that is not understood stands in `unanalyzed`.
 */
export async function judgeParts(
  situation: Situation,
  parts: readonly Part[],
  rules: ReadonlyMap<string, AnyRule>,
  major: number,
  rehearsal: Rehearsal | null = null,
): Promise<JudgeResult> {
  const { changes, unanalyzed } = await analyzeParts(situation, parts, major, rehearsal);
  return judge(changes, unanalyzed, {
    rules,
    weighing: DEFAULT_WEIGHING,
    production: productionIn(situation),
    today: "2000-01-01",
  });
}

function productionIn({ snapshot }: Situation): Production {
  return productionFrom(snapshot, snapshot?.settings.lockTimeout ?? null);
}

/** What parts do, with all that a snapshot says of it. */
export async function analyzeParts(
  { given, snapshot }: Situation,
  parts: readonly Part[],
  major: number,
  rehearsal: Rehearsal | null = null,
): Promise<AnalyzeResult> {
  const selection = selectionOf(given, parts);
  const scheduled = scheduleSelection(selection);
  const elsewhere = new Set(snapshot?.tables.map(({ relation }) => relation));
  const past = pastOf(selection, scheduled, { elsewhere, platform: null });
  const analysis = { selection, scheduled, major, past, production: productionIn({ given, snapshot }) };
  const known = knownQueries(snapshot, null);
  const { changes, unanalyzed } =
    known === null || known.list.length === 0
      ? analyze({ ...analysis, rehearsal })
      : await withQueries(analysis, new LiveQueryCheck(known, null), snapshot);
  return { changes: await withDurations(changes, snapshot), unanalyzed };
}

/** As the gate does where live queries are known: they are watched on the embedded PostgreSQL. */
async function withQueries(
  analysis: Omit<AnalyzeOptions, "rehearsal">,
  queries: LiveQueryCheck,
  snapshot: Snapshot | null,
): Promise<AnalyzeResult> {
  const { selection, scheduled, past } = analysis;
  const { rehearsal, watch, plans } = await rehearseWatched(selection, scheduled, past, {
    platform: null,
    shadow: "pglite",
    live: null,
    cache: null,
    queries,
    snapshot,
  });
  const { changes, unanalyzed } = analyze({ ...analysis, rehearsal });
  return { changes: withUnplanned(await queries.tell(changes, watch), plans), unanalyzed };
}

/** Parts as new migrations of one target, each a change of its own, behind the one that makes the schema. */
export function selectionOf(given: string, parts: readonly Part[]): Selection {
  const base = migrationOf("given", { sql: given, tool: "sql" });
  const migrations = parts.map((part, index) => migrationOf(`part-${index + 1}`, part));
  return {
    target: targetOf(parts[0]?.tool ?? "sql", [base, ...migrations]),
    migrations: [base, ...migrations],
    judged: new Set(migrations.map(({ id }) => id)),
    grouping: "each",
    early: [],
  };
}

function migrationOf(id: string, { sql, tool }: Part): Migration {
  const { transaction = "statement", noTransaction, howToSetLockTimeout } = toolWithId(tool);
  const usual = {
    ...(noTransaction !== undefined && { noTransaction }),
    ...(howToSetLockTimeout !== undefined && { howToSetLockTimeout }),
  };
  return { id, tool, path: `${id}.sql`, sql, transaction, atomicity: transaction, note: null, ...usual };
}

function targetOf(tool: ToolId, migrations: readonly Migration[]): Target {
  return {
    name: "example",
    tool,
    dir: ".",
    migrations,
    unreadable: [],
    remarks: [],
    gaps: [],
    skipped: null,
    assumption: null,
    history: null,
    postgres: null,
    extensions: [],
    isCaptured: false,
    prelude: null,
  };
}

/** Whether a remedy only looks: the statement stays as it is, once what was found is fixed. */
export function onlyLooks(remedy: string): boolean {
  return parseScript(remedy).statements.every(({ command }) => command === "SELECT");
}

/** A problem with the remedy of one finding in the place of its statement: what stands around it runs before and after. */
export function remedied(problem: Part, { statement }: Finding, remedy: string): Part[] {
  const { statements } = parseScript(problem.sql);
  const around = (from: number, to: number): Part[] => {
    const own = statements
      .slice(from, to)
      .filter(({ command }) => command !== "BEGIN" && command !== "COMMIT");
    return own.length === 0
      ? []
      : [{ sql: own.map(({ text }) => `${text};`).join("\n"), tool: problem.tool }];
  };
  const at = statement ?? 0;
  return [...around(0, at), ...partsOf(remedy, problem.tool), ...around(at + 1, statements.length)];
}

/** A remedy in the parts that run one after the other; what runs outside the migration tool runs as in psql. */
export function partsOf(remedy: string, tool: ToolId): Part[] {
  return readSteps(remedy).map(({ sql, outside }) => ({ sql, tool: outside ? "sql" : tool }));
}
