/** What a change takes away from the gate that judges it. */
import { THRESHOLDS } from "../judge/weight.ts";
import type { Level } from "../rule.ts";
import type { ConfigFile } from "./config-schema.ts";

/** The level that a rule has by itself, or undefined for a rule that is not known. */
export type LevelOf = (rule: string) => Level | undefined;

/** One key of the config before and after the change: what is weaker now, as the end of "This change ...". */
type Compare<K extends keyof ConfigFile> = (
  before: ConfigFile[K],
  after: ConfigFile[K],
  levelOf: LevelOf,
) => readonly string[];

/** What decides how a change is judged, and what the change does to it: "lowers failOn from error to never". */
export interface Weakening {
  readonly of:
    | "baseline"
    | "config"
    | "facts about production"
    | "list of live queries"
    | "prelude"
    | "rules"
    | "table sizes";
  readonly does: string;
}

const STRENGTH = ["off", "note", "warning", "error"] as const;
/** What fails from warnings on is stricter than what fails from errors on. */
const STRICTNESS = ["never", "error", "warning"] as const;

const COMPARISONS: { readonly [K in keyof Required<ConfigFile>]: Compare<K> } = {
  $schema: () => [],
  base: (before, after) => changed("the base branch", before, after),
  failOn: (before = "error", after = "error") =>
    STRICTNESS.indexOf(after) < STRICTNESS.indexOf(before)
      ? [`lowers failOn from ${before} to ${after}`]
      : [],
  pgVersion: (before, after) => changed("the version of PostgreSQL", before, after),
  shadow: (before, after) => changed("where migrations are rehearsed", before, after),
  static: (before, after) => (after === true && before !== true ? ["switches the rehearsal off"] : []),
  targets: (before = [], after = []) =>
    before.flatMap((target) => {
      const now = after.find(({ dir }) => dir === target.dir);
      if (now === undefined) return [`takes the folder ${target.dir} out of the config`];
      return same(target, now) ? [] : [`reads the folder ${target.dir} in another way`];
    }),
  rules: (before, after, levelOf) => lowered(before, after, levelOf, ""),
  overrides: (before = [], after = [], levelOf) =>
    after
      .filter((override) => !before.some((old) => same(old, override)))
      .flatMap(({ paths, tables, rules, size }) => {
        const where = ` for ${[...(paths ?? []), ...(tables ?? [])].join(", ") || "everything"}`;
        const sizes = size?.assume === "small" ? ["takes tables of unknown size for small"] : [];
        return [
          ...lowered({}, rules, levelOf, where),
          ...[...sizes, ...raised({}, size)].map((what) => `${what}${where}`),
        ];
      }),
  tables: (before, after) => [
    ...(after?.assume === "small" && before?.assume !== "small"
      ? ["takes tables of unknown size for small"]
      : []),
    ...raised(before, after),
  ],
  lockTimeout: (before, after) =>
    after === undefined || after === before
      ? []
      : [`says that migrations run with a lock_timeout of ${after}`],
  migrationRole: (before, after) => changed("the role that migrates", before, after),
  userRules: (before = [], after = []) => taken(before, after).map((path) => `removes the rules in ${path}`),
  stats: (before, after) => changed("the snapshot of table sizes", before, after),
  queries: (before, after) => changed("the file of live queries", before, after),
  databaseUrlEnv: (before, after) => changed("the variable with the live database's address", before, after),
  baseline: (before, after) => changed("the baseline file", before, after),
  overrideLabel: (before, after) =>
    after !== undefined && after !== before ? [`makes the label ${after} turn errors into warnings`] : [],
  unanalyzed: (before = [], after = []) =>
    after
      .filter((entry) => !before.some((old) => same(old, entry)))
      .map(({ path, reason }) => `excuses ${path} from analysis ("${reason}")`),
  drift: (before, after) => [
    ...taken(after?.ignore ?? [], before?.ignore ?? []).map((pattern) => `ignores drift of ${pattern}`),
    ...taken(before?.include ?? [], after?.include ?? []).map((what) => `no longer counts ${what} as drift`),
    ...narrowed(before?.schemas, after?.schemas).map((what) => `looks for drift ${what}`),
    ...(before?.requireSchema === true && after?.requireSchema !== true
      ? ["no longer requires the schema file to be compared"]
      : []),
  ],
};

/** What is weaker in the config after a change than before it: the change is judged by the config that it brings. */
export function weakened(before: ConfigFile, after: ConfigFile, levelOf: LevelOf): Weakening[] {
  const keys = Object.keys(COMPARISONS) as (keyof ConfigFile)[];
  return keys
    .flatMap((key) => compareKey(key, before, after, levelOf))
    .map((does) => ({ of: "config", does }));
}

function compareKey<K extends keyof ConfigFile>(
  key: K,
  before: ConfigFile,
  after: ConfigFile,
  levelOf: LevelOf,
): readonly string[] {
  const compare: Compare<K> = COMPARISONS[key];
  return compare(before[key], after[key], levelOf);
}

type Levels = Readonly<Record<string, Level | "off">>;

function lowered(before: Levels = {}, after: Levels = {}, levelOf: LevelOf, where: string): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((rule) => {
    const was = before[rule] ?? levelOf(rule);
    const is = after[rule] ?? levelOf(rule);
    if (is === undefined || (was !== undefined && STRENGTH.indexOf(is) >= STRENGTH.indexOf(was))) return [];
    if (is === "off") return [`switches ${rule} off${where}`];
    return [`lowers ${rule}${was === undefined ? "" : ` from ${was}`} to ${is}${where}`];
  });
}

/** Limits above which a table weighs more, raised. */
function raised(before: ConfigFile["tables"], after: ConfigFile["tables"]): string[] {
  return (["small", "big", "hot"] as const).flatMap((size) => {
    const was: Readonly<Record<string, number>> = { ...THRESHOLDS[size], ...before?.[size] };
    const is: Readonly<Record<string, number>> = { ...THRESHOLDS[size], ...after?.[size] };
    return Object.keys(is)
      .filter((key) => (is[key] ?? 0) > (was[key] ?? 0))
      .map((key) => `raises tables.${size}.${key} from ${was[key]} to ${is[key]}`);
  });
}

/** Fewer schemas than before. */
function narrowed(before: readonly string[] | undefined, after: readonly string[] | undefined): string[] {
  if (after === undefined || (before !== undefined && taken(before, after).length === 0)) return [];
  return [`only in the schemas ${after.join(", ") || "that are named, of which there are none"}`];
}

function changed(what: string, before: unknown, after: unknown): string[] {
  if (before === after) return [];
  return [`changes ${what} from ${before ?? "the default"} to ${after ?? "the default"}`];
}

function taken(from: readonly string[], to: readonly string[]): string[] {
  return from.filter((item) => !to.includes(item));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
