import type { TableStats } from "../production/table-stats.ts";
import { type Analyzed, bytesWords, type Judgment, nameOf, rowsWords } from "../rule.ts";

/**
 * The message with what production says of the table: "rewrites orders ... (12.3 M rows, 4.1 GB, 310 writes/s)"; of
 * several tables the largest by name. What rests on the size has it in its message already.
 */
export function sized({ message, because, covering = [], during }: Judgment, analyzed: Analyzed): string {
  if (because.kind === "unplan") return message;
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
