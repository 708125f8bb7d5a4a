import type { Contestant, Timing } from "./time.ts";
import { race } from "./time.ts";

/** A budget: what is measured against what, and how much it may be. */
export interface Budget {
  readonly name: string;
  readonly against: string;
  readonly most: number;
}

/** Races the contestants and prints a line of each, beside the first of them, then each budget with what became of it. */
export async function compare(
  title: string,
  contestants: readonly Contestant[],
  budgets: readonly Budget[],
  rounds: number,
): Promise<readonly Timing[]> {
  const [base] = contestants;
  console.log(`\n${title} (Node ${process.version}, median of ${rounds} rounds)`);
  const head = [`x ${base?.name}`.padStart(14), "wall s".padStart(8), "cpu s".padStart(8), "MB".padStart(6)];
  console.log(`  ${"".padEnd(24)} ${head.join(" ")}`);
  const timings = await race(contestants, rounds);
  for (const timing of timings) console.log(`  ${line(timing, base?.name ?? "")}`);
  for (const { name, against, most } of budgets) {
    const ratio = timings.find((timing) => timing.name === name)?.against[against] ?? Number.NaN;
    verdict(`${name} / ${against}`, ratio, "<=", most);
  }
  return timings;
}

/** Prints a figure beside its budget. */
export function verdict(what: string, figure: number, relation: "<=" | ">=", budget: number): void {
  const holds = relation === "<=" ? figure <= budget : figure >= budget;
  console.log(`  ${what}: ${figure.toFixed(2)}, budget ${relation} ${budget}${holds ? "" : "   OVER"}`);
}

function line(timing: Timing, base: string): string {
  const figure = (value: number | null | undefined, digits: number, width: number) =>
    (value == null ? "-" : value.toFixed(digits)).padStart(width);
  return [
    timing.name.padEnd(24),
    figure(timing.against[base], 2, 14),
    figure(timing.wall, 3, 8),
    figure(timing.cpu, 3, 8),
    figure(timing.memory, 0, 6),
  ].join(" ");
}
