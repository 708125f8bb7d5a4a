/** The figures of fixtures/corpus.json, in words and compared. */
import type { Measure } from "./measure.ts";

export interface PinnedRepository extends Measure {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
}

/** "drops-column error: 5 expected, 6 found", one for each figure that differs. */
export function compareFigures(expected: PinnedRepository, found: PinnedRepository): string[] {
  const before = flat(expected);
  const now = flat(found);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
    before[key] === now[key] ? [] : [`${key}: ${before[key] ?? 0} expected, ${now[key] ?? 0} found`],
  );
}

function flat({ findings, ...rest }: PinnedRepository): Readonly<Record<string, string | number>> {
  return { ...rest, ...findings };
}

export function describe(figures: Measure): string[] {
  const { statements, migrations, flagged, expected, harmless, falsePositives, findings } = figures;
  const all = Object.values(findings).reduce((sum, count) => sum + count, 0);
  return [
    `migrations with a warning or error: ${share(flagged, migrations)}`,
    `findings per statement: ${(all / Math.max(statements, 1)).toFixed(2)}`,
    `work under a lock reported: ${share(figures.blockingReported, figures.blocking)} migrations`,
    `lost data reported: ${share(figures.destroyingReported, figures.destroying)} statements`,
    `flagged migrations with a real effect: ${share(expected, flagged)}`,
    `harmless migrations flagged: ${share(falsePositives, harmless)}`,
    `warnings and errors confirmed: ${share(figures.confirmed, figures.reported)}`,
    ...Object.entries(findings).map(([key, count]) => `${String(count).padStart(4)} ${key}`),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? "none" : `${part} of ${whole} (${((part / whole) * 100).toFixed(1)} %)`;
}
