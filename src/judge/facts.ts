import type { BreakEffect, Cost, DestroyEffect, Effect } from "../effects/effect.ts";
import { type Analyzed, isPrepared, type Judgment, listed } from "../rule.ts";
import { bytesWords } from "./size.ts";

/** What is known beside the statement's effects. */
export interface Known {
  /** How the commit is called whose code runs now; null: none was read. */
  readonly release: string | null;
  /** Live queries that were checked; null: none were given. */
  readonly checked: number | null;
}

/**
 * What facts add to a judgment, a line each: live queries, the code of the running release or the proof that it does
 * without, time.
 */
export function factsOf(
  judgment: Judgment,
  { snapshot }: Pick<Analyzed, "snapshot">,
  known: Known,
): string[] {
  const { because, covering = [], during } = judgment;
  const effects = [...new Set([because, ...covering])];
  const taking = effects.filter(isTaking).filter(({ usedBy }) => usedBy !== undefined);
  const queries = queriesLine(taking, known);
  const code = codeLine(taking, known, queries !== null);
  const time = timeLine([...effects, ...(during ? [during] : [])], (snapshot?.speed?.cpu ?? null) !== null);
  return [queries, code ?? proofLine(effects.filter(isTaking), known), time].flatMap((line) => line ?? []);
}

function isTaking(effect: Effect): effect is BreakEffect | DestroyEffect {
  return effect.kind === "break" || effect.kind === "destroy";
}

type Taking = BreakEffect | DestroyEffect;

/** "still used: 3 of 212 live queries fail (41 calls/s), first: SELECT ...". */
function queriesLine(taking: readonly Taking[], { checked }: Known): string | null {
  const uses = taking.flatMap(({ usedBy }) => (usedBy && (usedBy.queries ?? 0) > 0 ? [usedBy] : []));
  const [most] = [...uses].sort((a, b) => (b.queries ?? 0) - (a.queries ?? 0));
  if (most === undefined) return null;
  const count = most.queries ?? 0;
  // One query may use several things that go: their numbers do not add up.
  const least = uses.some(({ first }) => first[0] !== most.first[0]) ? "at least " : "";
  const calls = most.callsPerSecond === null ? "" : ` (${rateWords(most.callsPerSecond)})`;
  const verb = count === 1 ? "fails" : "fail";
  const subject =
    checked === null ? (count === 1 ? "live query" : "live queries") : `of ${checked} live queries`;
  const first = most.first[0] === undefined ? "" : `, first: ${clipped(most.first[0])}`;
  return `still used: ${least}${count} ${subject} ${verb}${calls}${first}`;
}

function rateWords(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} calls/s`;
  if (perSecond >= 1) return `${Number(perSecond.toFixed(1))} calls/s`;
  return "less than one call/s";
}

const QUERY = 120;

function clipped(sql: string): string {
  const line = sql.replace(/\s+/g, " ").trim();
  const points = [...line];
  return points.length <= QUERY
    ? line
    : `${points
        .slice(0, QUERY - 1)
        .join("")
        .trimEnd()}…`;
}

/** "still used by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 4 more". */
function codeLine(taking: readonly Taking[], { release }: Known, continues: boolean): string | null {
  const places = taking
    .flatMap(({ usedBy }) => usedBy?.code ?? [])
    .map(({ path, line }) => `${path}:${line}`);
  const unique = [...new Set(places)];
  if (unique.length === 0) return null;
  const names = [...new Set(taking.flatMap(({ usedBy }) => usedBy?.model ?? []))];
  const as = names.length === 0 ? "" : ` as ${listed(names, 4)}`;
  const isDeclared = taking.some(({ usedBy }) => usedBy?.declared === true);
  const verb = isDeclared ? "used" : "named";
  return `${continues ? "and" : "still"} ${verb}${as} by ${releaseWords(release)}: ${listed(unique, 3)}`;
}

function releaseWords(release: string | null): string {
  return release === null ? "the running release" : `the release on ${release}`;
}

/** Why a drop or a rename is no more than a warning. */
function proofLine(taking: readonly Taking[], { release, checked }: Known): string | null {
  if (taking.length === 0 || !taking.every(isPrepared)) return null;
  const it = new Set(taking.map(({ relation, name }) => `${relation} ${name}`)).size === 1 ? "it" : "them";
  const queries = checked === null ? "" : `0 of ${checked} live queries and `;
  return `prepared: ${releaseWords(release)} does not declare ${it}; ${queries}no line of code ${queries ? "name" : "names"} ${it}`;
}

/** "takes about 20-200 s (not calibrated) and writes 5 GB to 7 GB of WAL": of the longest work. */
function timeLine(effects: readonly Effect[], isCalibrated: boolean): string | null {
  const [longest] = effects
    .flatMap((effect): Cost[] => ("seconds" in effect || "walBytes" in effect ? [effect] : []))
    .sort((a, b) => (b.seconds?.[1] ?? 0) - (a.seconds?.[1] ?? 0));
  if (longest === undefined) return null;
  const { seconds, walBytes } = longest;
  const parts = [
    ...(seconds === undefined
      ? []
      : [`takes ${secondsWords(seconds)} (${isCalibrated ? "" : "not "}calibrated)`]),
    ...(walBytes === undefined || walBytes[1] < LITTLE_WAL ? [] : [`writes ${walWords(walBytes)} of WAL`]),
  ];
  return parts.length === 0 ? null : parts.join(" and ");
}

const LITTLE_WAL = 64 * 1024 ** 2;

function secondsWords([low, high]: readonly [number, number]): string {
  if (high <= 1) return "under 1 s";
  const [unit, name] = low >= 3600 ? [3600, "h"] : low >= 60 && high >= 600 ? [60, "min"] : [1, "s"];
  const amount = (seconds: number) => String(Number((seconds / unit).toPrecision(2)));
  if (low < 1) return `up to ${amount(high)} ${name}`;
  const [from, to] = [amount(low), amount(high)];
  return from === to ? `about ${from} ${name}` : `about ${from}-${to} ${name}`;
}

function walWords([low, high]: readonly [number, number]): string {
  const [from, to] = [bytesWords(low), bytesWords(high)];
  return from === to ? to : `${from} to ${to}`;
}
