/** What a change makes of the schema, folded in the comment: readable for who does not read SQL. */
import type { SchemaDiff, SchemaEntry } from "../schema-diff/schema-diff.ts";
import { changedLines } from "./line-diff.ts";
import { fenced, span, sqlLines } from "./markdown-text.ts";
import { grouped } from "./phrases.ts";
import { byTarget, isLong, schemaDiffWords } from "./schema-diff-words.ts";

export interface SchemaLayout {
  /** Characters, about. */
  readonly budget: number;
  /** Lines of one definition. */
  readonly lines: number;
}

/** The whole section; what does not fit is counted. */
export function schemaSection(diff: SchemaDiff, { budget, lines }: SchemaLayout): string {
  const shown: string[] = [];
  let [room, left] = [budget, diff.length];
  for (const [target, entries] of byTarget(diff)) {
    if (room <= 0) break;
    const items: string[] = [];
    for (const entry of entries) {
      const item = itemOf(entry, lines);
      if (item.length > room) {
        room = 0;
        break;
      }
      items.push(item);
      room -= item.length;
      left -= 1;
    }
    if (items.length === 0) continue;
    if (target !== null) shown.push(`**${span(target)}**`);
    shown.push(items.join("\n"));
  }
  if (left > 0) shown.push(left === diff.length ? "Too long to be shown here." : `and ${grouped(left)} more`);
  return [
    `<details><summary>Changes to the schema: ${schemaDiffWords(diff)}</summary>`,
    ...shown,
    "</details>",
  ].join("\n\n");
}

function itemOf(entry: SchemaEntry, most: number): string {
  const { kind, object, name, before, after } = entry;
  const title = `- **${kind}** ${object} ${span(name)}`;
  if (isLong(entry)) return `${title}\n${blockOf(entry, most)}`;
  if (before !== null && after !== null) return `${title}: ${span(before)} → ${span(after)}`;
  const said = after ?? before;
  return said === null || said === "" || said === "present" ? title : `${title}: ${span(said)}`;
}

/** A definition of several lines, or which of them differ. */
function blockOf({ before, after }: SchemaEntry, most: number): string {
  const isChanged = before !== null && after !== null;
  const lines = (isChanged ? changedLines(before, after) : (after ?? before ?? "").split("\n")).flatMap(
    sqlLines,
  );
  const shown = lines.slice(0, most);
  const more =
    lines.length > shown.length ? [`… and ${grouped(lines.length - shown.length)} more lines`] : [];
  const block = fenced(isChanged ? "diff" : "sql", [...shown, ...more]);
  return block.replace(/^/gm, "  ");
}
