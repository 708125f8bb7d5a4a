import type { TableStats } from "../production/table-stats.ts";
import { type Analyzed, type Judgment, nameOf } from "../rule.ts";

/**
 * The message with what production says of the table: "rewrites orders ... (12.3 M rows, 4.1 GB, 310 writes/s)"; of
 * several tables the largest by name.
 */
export function sized({ message, because, covering = [], during }: Judgment, analyzed: Analyzed): string {
  const relations = new Set(
    [because, ...covering, ...(during ? [during] : [])].map(({ relation }) => relation),
  );
  const known = [...relations].flatMap((relation) => (relation && analyzed.stats(relation)) || []);
  const [largest] = known.sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined) return message;
  const name = relations.size > 1 ? `${nameOf(largest.relation)}: ` : "";
  return `${message} (${name}${sizeWords(largest)})`;
}

/** "12.3 M rows, 4.1 GB, 310 writes/s". Less than one write a second is left out. */
export function sizeWords({ rows, bytes, writesPerSecond }: TableStats): string {
  const words = [`${rowsWords(rows)} ${rows === 1 ? "row" : "rows"}`, bytesWords(bytes)];
  if (writesPerSecond !== null && writesPerSecond >= 1) words.push(`${Math.round(writesPerSecond)} writes/s`);
  return words.join(", ");
}

function rowsWords(rows: number): string {
  return rows < 1_000 ? String(rows) : scaled(rows, 1_000, ["", "k", "M", "G"]);
}

export function bytesWords(bytes: number): string {
  return scaled(bytes, 1_024, ["B", "kB", "MB", "GB", "TB"]);
}

/** One digit behind the point below ten, none where it would be 0: "4.1 GB", "12 M", "1 GB". */
function scaled(value: number, step: number, units: readonly string[]): string {
  let amount = value;
  let unit = 0;
  while (amount >= step && unit < units.length - 1) {
    amount /= step;
    unit++;
  }
  const digits = unit > 0 && amount < 100 ? 1 : 0;
  return `${amount.toFixed(digits).replace(/\.0$/, "")} ${units[unit]}`.trimEnd();
}
