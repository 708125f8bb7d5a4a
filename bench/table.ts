import type { Contestant, Timing } from "./race.ts";
import { race } from "./race.ts";

/** What is measured against what, and how much it may be. */
export interface Limit {
  readonly name: string;
  readonly against: string;
  readonly by: "cpu" | "wall";
  readonly most: number;
  /** What does the least that must be done, and, if not `against`, what that is measured against. */
  readonly least?: string;
  readonly leastAgainst?: string;
}

/** A figure beside its limit. */
export interface Verdict {
  readonly what: string;
  readonly figure: number;
  readonly relation: "<=" | ">=";
  readonly limit: number;
  /** What a bare script of the parts that must be there comes to, where one is measured. */
  readonly floor: number | null;
}

export interface Compared {
  readonly timings: readonly Timing[];
  readonly verdicts: readonly Verdict[];
}

/** Races the contestants and prints a line of each, beside the first of them, then each limit with what became of it. */
export async function compare(
  title: string,
  contestants: readonly Contestant[],
  limits: readonly Limit[],
  rounds: number,
): Promise<Compared> {
  const [base] = contestants;
  console.log(`\n${title} (Node ${process.version}, ${rounds} rounds)`);
  const head = [`x ${base?.name}`.padStart(14), "wall s".padStart(8), "cpu s".padStart(8), "MB".padStart(6)];
  console.log(`  ${"".padEnd(24)} ${head.join(" ")}`);
  const timings = await race(contestants, rounds);
  for (const timing of timings) console.log(`  ${line(timing, base?.name ?? "")}`);
  const verdicts = limits.map(({ name, against, by, most, least, leastAgainst = against }) => {
    const ratio = (one: string, other: string) =>
      timings.find((timing) => timing.name === one)?.against[other]?.[by] ?? Number.NaN;
    const floor = least === undefined ? null : ratio(least, leastAgainst);
    const what = `${title}: ${name} / ${against}, ${by === "cpu" ? "CPU" : "wall"}`;
    return verdict(what, ratio(name, against), "<=", most, floor);
  });
  return { timings, verdicts };
}

/** Prints a figure beside its limit. */
export function verdict(
  what: string,
  figure: number,
  relation: "<=" | ">=",
  limit: number,
  floor: number | null = null,
): Verdict {
  const one = { what, figure, relation, limit, floor };
  console.log(`  ${what}: ${figure.toFixed(2)}, limit ${relation} ${limit}${holds(one) ? "" : "   OVER"}`);
  return one;
}

/** All of them as one table of Markdown: `bare` is the floor, and what is missed stands at the end of its line. */
export function printTable(verdicts: readonly Verdict[]): void {
  const width = Math.max(...verdicts.map(({ what }) => what.length));
  const row = (what: string, figure: string, limit: string, bare: string, missed: string) =>
    console.log(
      `| ${what.padEnd(width)} | ${figure.padStart(8)} | ${limit.padStart(8)} | ${bare.padStart(8)} | ${missed.padEnd(6)} |`,
    );
  console.log("");
  row("", "figure", "limit", "bare", "");
  console.log(`|${"-".repeat(width + 2)}|---------:|---------:|---------:|--------|`);
  for (const one of verdicts) {
    const { what, figure, relation, limit, floor } = one;
    const missed = holds(one) ? "" : "missed";
    row(what, figure.toFixed(2), `${relation} ${limit}`, floor?.toFixed(2) ?? "", missed);
  }
  const over = verdicts.filter((one) => !holds(one)).length;
  console.log(`\n${verdicts.length - over} of ${verdicts.length} limits are kept (Node ${process.version})`);
}

function holds({ figure, relation, limit }: Verdict): boolean {
  return relation === "<=" ? figure <= limit : figure >= limit;
}

function line(timing: Timing, base: string): string {
  const figure = (value: number | undefined, digits: number, width: number) =>
    (value ?? Number.NaN).toFixed(digits).padStart(width);
  return [
    timing.name.padEnd(24),
    figure(timing.against[base]?.wall, 2, 14),
    figure(timing.wall, 3, 8),
    figure(timing.cpu, 3, 8),
    figure(timing.memory, 0, 6),
  ].join(" ");
}
