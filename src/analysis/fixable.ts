/** What `lockgate fix` would write for a finding, as far as a check can know: what cannot be proven shows only there. */
import { relative, resolve, sep } from "node:path";
import type { Run } from "../config/run.ts";
import type { Finding } from "../judge/finding.ts";
import { isSerious } from "../judge/verdict.ts";
import type { Base, Selection } from "../migrations/selection.ts";
import { type FixCall, fixCommand } from "../report/fix-command.ts";
import type { Report } from "../report/report.ts";
import { type RemedyForm, reasonLeft } from "../rule.ts";
import type { AnalyzedMigration } from "./analyze.ts";
import type { StatementAnalysis } from "./statement-effects.ts";

export interface FixableOptions {
  readonly findings: readonly Finding[];
  /** By the finding's fingerprint. */
  readonly forms: ReadonlyMap<string, RemedyForm>;
  readonly changes: readonly (readonly AnalyzedMigration[])[];
  readonly selections: readonly Selection[];
  readonly cwd: Run["cwd"];
  readonly config: Run["config"];
  readonly settings: Run["settings"];
  /** What was compared with, or null. */
  readonly base: Base | null;
  readonly call: FixCall;
}

/** The findings, with what fix would do about them, and the command that does it where it would do anything. */
export function withFixes(options: FixableOptions): Pick<Report, "findings" | "fix"> {
  const { forms, selections } = options;
  const statements = statementsOf(options);
  const isChange = changedTogether(selections);
  const findings = options.findings.map((finding): Finding => {
    const form = forms.get(finding.fingerprint);
    const found = form && finding.path !== null ? statements(finding.path, finding.statement) : undefined;
    if (form === undefined || found === undefined) return finding;
    const { remedy, level, path } = finding;
    const isInPlace = remedy !== null && fitsInPlace(form, found.statement, found.migration);
    const isFixable =
      isSerious(level, options.settings.failOn) && path !== null && isChange.has(path) && writesNow(form);
    return {
      ...finding,
      remedy: isInPlace ? { ...remedy, inPlace: true } : remedy,
      ...(isFixable ? { fixable: true } : {}),
    };
  });
  const isAny = findings.some(({ fixable }) => fixable);
  return { findings, ...(isAny ? { fix: adviceOf(options) } : {}) };
}

/** Paths of the migrations that a branch adds. Those that are each judged on their own are merged long since, most of them. */
function changedTogether(selections: readonly Selection[]): ReadonlySet<string> {
  const groups = selections.filter(({ grouping }) => grouping === "one change");
  const judged = groups.flatMap((one) => one.migrations.filter(({ id }) => one.judged.has(id)));
  return new Set(judged.map(({ path }) => path));
}

interface Found {
  readonly migration: AnalyzedMigration;
  readonly statement: StatementAnalysis;
}

/** Finds statements by the path of their migration and their index. */
function statementsOf({
  changes,
}: FixableOptions): (path: string, index: number | null) => Found | undefined {
  const migrations = new Map(changes.flat().map((one) => [one.migration.path, one]));
  const indexed = new Map<AnalyzedMigration, ReadonlyMap<number, StatementAnalysis>>();
  return (path, index) => {
    const migration = migrations.get(path);
    if (migration === undefined || index === null) return undefined;
    const known =
      indexed.get(migration) ?? new Map(migration.statements.map((one) => [one.statement.index, one]));
    indexed.set(migration, known);
    const statement = known.get(index);
    return statement && { migration, statement };
  };
}

/** Whether a part of it belongs to the migration that is judged, ahead of all that waits for rows or for code. */
function writesNow(form: RemedyForm): boolean {
  if (reasonLeft(form) !== null) return false;
  const first = form.steps?.find(({ outside }) => outside !== "before they run");
  return (
    form.apart === true || (first !== undefined && first.outside === undefined && first.when === undefined)
  );
}

/** Whether the one step of a remedy is right where the statement stands, and nothing else has to change in the file. */
function fitsInPlace(
  { steps, plan, left }: RemedyForm,
  { transaction }: StatementAnalysis,
  { migration, statements }: AnalyzedMigration,
): boolean {
  const [step, ...more] = steps ?? [];
  if (step === undefined || more.length > 0 || plan !== undefined || left !== undefined) return false;
  if (step.outside !== undefined || step.when !== undefined || step.omitted !== undefined) return false;
  if (step.alone === undefined || transaction === null) return true;
  return migration.transaction === "file" && migration.noTransaction === undefined && statements.length === 1;
}

function adviceOf(options: FixableOptions): NonNullable<Report["fix"]> {
  const { call, cwd, config } = options;
  const [only, ...more] = call.below ?? [];
  const isOne = only !== undefined && more.length === 0;
  const from = isOne ? resolve(cwd, only) : cwd;
  const directory = relative(config.root, from).split(sep).join("/");
  const command = fixCommand({ ...call, base: baseToName(options) }, { cwd, from });
  return directory === "" || directory.startsWith("..") ? { command } : { command, directory };
}

/** What is compared with where nobody names a base. */
const BY_DEFAULT = ["origin/HEAD", "main", "master", "HEAD", "no commit yet"];

/** The base that has to be named to compare with it again: the branch that a pull request goes to is known to its CI alone. */
function baseToName({ settings, config, base }: FixableOptions): string | undefined {
  const found = base === null || BY_DEFAULT.includes(base.ref) ? undefined : base.ref;
  const name = settings.base ?? (found === config.file.base ? undefined : found);
  // A commit is what a CI compared with.
  return name === undefined || /^[0-9a-f]{40}$/.test(name) ? undefined : name;
}
