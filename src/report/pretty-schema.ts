import type { SchemaEntry } from "../schema-diff/schema-diff.ts";
import type { Ink } from "./ink.ts";
import type { Report } from "./report.ts";
import { byTarget, schemaDiffWords } from "./schema-diff-words.ts";
import { visible } from "./visible.ts";
import { wrap } from "./width.ts";

const MARKS: Readonly<Record<SchemaEntry["kind"], string>> = { added: "+", changed: "~", removed: "-" };

/** What the change makes of the schema: with --verbose alone, a line or two for each object. */
export function prettySchemaDiff({ schemaDiff = [] }: Report, ink: Ink): string[] {
  if (schemaDiff.length === 0 || !ink.verbose) return [];
  return [
    `${ink.c.bold("schema")}   ${ink.c.dim(schemaDiffWords(schemaDiff))}`,
    ...[...byTarget(schemaDiff)].flatMap(([target, entries]) => [
      ...(target === null ? [] : [`  ${ink.c.bold(visible(target))}`]),
      ...entries.flatMap((entry) => entryLines(entry, ink)),
    ]),
  ];
}

function entryLines({ kind, object, name, before, after }: SchemaEntry, ink: Ink): string[] {
  const paint = { added: ink.c.green, changed: ink.c.yellow, removed: ink.c.red }[kind];
  const said = saidOf(before, after);
  const [first = "", ...more] = wrap(`${object} ${visible(name)}  ${said}`.trimEnd(), ink.columns - 4);
  return [`  ${paint(MARKS[kind])} ${first}`, ...more.map((line) => `      ${line}`)];
}

/** A definition of several lines is for JSON and Markdown. */
function saidOf(before: string | null, after: string | null): string {
  const isChanged = before !== null && after !== null;
  const sides = isChanged ? [before, after] : [after ?? before ?? ""];
  if (sides.some((side) => side.includes("\n"))) return isChanged ? "definition changed" : "";
  return sides.map((side) => (side === "present" ? "" : visible(side))).join(" → ");
}
