import type { BreakEffect, Cost, DestroyEffect, Effect } from "../effects/effect.ts";
import { type Analyzed, bytesWords, isPrepared, type Judgment, listed } from "../rule.ts";
import type { Fact } from "./finding.ts";

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
export function factsOf(judgment: Judgment, { snapshot }: Pick<Analyzed, "snapshot">, known: Known): Fact[] {
  const { because, covering = [], during } = judgment;
  const effects = [...new Set([because, ...covering])];
  const taking = effects.filter(isTaking).filter(({ usedBy }) => usedBy !== undefined);
  const queries = queriesFact(taking, known);
  const code = codeFact(taking, known, queries !== null);
  const time = timeFact([...effects, ...(during ? [during] : [])], (snapshot?.speed?.cpu ?? null) !== null);
  return [queries, code ?? proof(effects.filter(isTaking), known), time].flatMap((fact) => fact ?? []);
}

/** What is told of queries for their own sake names them already. */
function isTaking(effect: Effect): effect is BreakEffect | DestroyEffect {
  return (effect.kind === "break" && effect.object !== "query") || effect.kind === "destroy";
}

type Taking = BreakEffect | DestroyEffect;

/** "still used: 3 of 212 live queries fail (41 calls/s), first: SELECT ...". */
function queriesFact(taking: readonly Taking[], { checked }: Known): Fact | null {
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
  const [first] = most.first;
  const text = `still used: ${least}${count} ${subject} ${verb}${calls}`;
  return { kind: "queries", text, ...(first === undefined ? {} : { query: clipped(first) }) };
}

function rateWords(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} calls/s`;
  if (perSecond >= 1) return `${Number(perSecond.toFixed(1))} calls/s`;
  return "less than one call/s";
}

const QUERY = { most: 120, head: 48 };

/** Short enough for a line: of a long list of columns the beginning, then where from. */
function clipped(sql: string): string {
  const line = sql.replace(/\s+/g, " ").trim();
  if (line.length <= QUERY.most) return line;
  const from = line.indexOf(" FROM ", QUERY.head);
  if (from < 0) return cut(line, QUERY.most);
  return `${cut(line, QUERY.head)}${cut(line.slice(from), QUERY.most - QUERY.head)}`;
}

/** Never through a character of two halves. */
function cut(text: string, length: number): string {
  const points = [...text];
  return points.length <= length
    ? text
    : `${points
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

/** "still used by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 4 more". */
function codeFact(taking: readonly Taking[], { release }: Known, continues: boolean): Fact | null {
  const places = taking
    .flatMap(({ usedBy }) => usedBy?.code ?? [])
    .map(({ path, line }) => `${path}:${line}`);
  const unique = [...new Set(places)];
  if (unique.length === 0) return null;
  const names = [...new Set(taking.flatMap(({ usedBy }) => usedBy?.model ?? []))];
  const as = names.length === 0 ? "" : ` as ${listed(names, 4)}`;
  const isDeclared = taking.some(({ usedBy }) => usedBy?.declared === true);
  const verb = isDeclared ? "used" : "named";
  const text = `${continues ? "and" : "still"} ${verb}${as} by ${releaseWords(release)}: ${listed(unique, 3)}`;
  return { kind: "code", text };
}

function releaseWords(release: string | null): string {
  return release === null ? "the running release" : `the release on ${release}`;
}

/** Why a drop or a rename is no more than a warning. */
function proof(taking: readonly Taking[], { release, checked }: Known): Fact | null {
  if (taking.length === 0 || !taking.every(isPrepared)) return null;
  const it = new Set(taking.map(({ relation, name }) => `${relation} ${name}`)).size === 1 ? "it" : "them";
  const queries = checked === null || checked === 0 ? "" : `0 of ${checked} live queries and `;
  const names = queries === "" ? "names" : "name";
  const text = `prepared: ${releaseWords(release)} does not declare ${it}; ${queries}no line of code ${names} ${it}`;
  return { kind: "prepared", text };
}

/** "takes about 20-200 s (not calibrated) and writes 5 GB to 7 GB of WAL": of the longest work. */
function timeFact(effects: readonly Effect[], isCalibrated: boolean): Fact | null {
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
  return parts.length === 0 ? null : { kind: "time", text: parts.join(" and ") };
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
