import { type Finding, factLine } from "../judge/finding.ts";
import type { Ink } from "./ink.ts";
import { bareMessage } from "./phrases.ts";
import { visible } from "./visible.ts";
import { wrap } from "./width.ts";

/** The lines at which advice was given, by its rule and words: what is the same for the next column is given once. */
export type Given = Map<string, number>;

/** "error  rule-id   message", its message below where the line is too short, its remedy under it. */
export function findingLines(finding: Finding, indent: string, ink: Ink, given: Given): string[] {
  const message = visible(bareMessage(finding));
  const plain = `${indent}${finding.level}  ${finding.rule}   ${message}`;
  const head = `${indent}${ink.level(finding.level, finding.level)}  ${ink.c.bold(visible(finding.rule))}`;
  const deeper = `${indent}  `;
  const lines =
    plain.length <= ink.columns
      ? [`${head}   ${message}`]
      : [head, ...wrap(message, ink.columns - deeper.length).map((line) => `${deeper}${line}`)];
  return [
    ...lines,
    ...factLines(finding, deeper, ink),
    ...alsoLines(finding, deeper, ink),
    ...remedyLines(finding, indent, ink, given),
  ];
}

function factLines({ facts = [] }: Finding, indent: string, ink: Ink): string[] {
  return facts.flatMap((fact) => {
    const [first = "", ...more] = wrap(visible(factLine(fact)), ink.columns - indent.length - 2);
    return [`${indent}${first}`, ...more.map((line) => `${indent}  ${line}`)];
  });
}

/** What weaker rules say of the same cause, with --verbose. */
function alsoLines({ also }: Finding, indent: string, ink: Ink): string[] {
  if (!ink.verbose) return [];
  return also.flatMap(({ rule, message }) =>
    wrap(`also ${visible(rule)}: ${visible(message)}`, ink.columns - indent.length).map(
      (line) => `${indent}${ink.c.dim(line)}`,
    ),
  );
}

function remedyLines({ rule, line, remedy }: Finding, indent: string, ink: Ink, given: Given): string[] {
  if (remedy === null) return [];
  const summaryText = visible(remedy.summary);
  const label = ink.c.green("safer:");
  const sql = remedy.sql.trim().split("\n");
  const oneLine = `${indent}safer: ${summaryText}  ${visible(sql.join(" "))}`;
  if (sql.length === 1 && oneLine.length <= ink.columns && remedy.sql.trim() !== "") {
    return [`${indent}${label} ${summaryText}  ${ink.c.green(visible(sql[0] ?? ""))}`];
  }
  const key = `${rule} ${remedy.summary}`;
  const before = given.get(key);
  if (before !== undefined && !ink.verbose) return [`${indent}${label} as at line ${before}`];
  if (line !== null) given.set(key, line);
  const deeper = `${indent}       `;
  const [first = "", ...more] = wrap(summaryText, ink.columns - deeper.length);
  return [
    `${indent}${label} ${first}`,
    ...more.map((line) => `${deeper}${line}`),
    ...(remedy.sql.trim() === "" ? [] : sql.map((line) => `${deeper}  ${ink.c.green(visible(line))}`)),
  ];
}
