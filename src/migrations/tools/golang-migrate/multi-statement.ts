import { pieces } from "../../../sql/lexer.ts";
import { lineAt } from "../../decode.ts";
import { nearestFile, type Tree } from "../../tree.ts";
import type { SentSql } from "../tool.ts";

// Where the URL of a run is written down.
const FILES = [
  "Makefile",
  "justfile",
  "Taskfile.yml",
  "Taskfile.yaml",
  "docker-compose.yml",
  "docker-compose.yaml",
  "compose.yml",
  "compose.yaml",
  ".env",
  ".env.example",
] as const;

/** The file beside or above the migrations whose URL sets `x-multi-statement`, or null. */
export async function multiStatementIn(tree: Tree, dir: string): Promise<string | null> {
  const isSet = (text: string) => /\bx-multi-statement=(true|1|t)\b/i.test(text);
  return (await nearestFile(tree, dir, FILES, isSet))?.path ?? null;
}

/**
 * A file as golang-migrate sends it with `x-multi-statement`: cut at each semicolon, whatever it stands in, each part one
 * query that commits by itself.
 */
export function cutAtSemicolons(text: string, setBy: string): SentSql {
  const reading = {
    transaction: "statement",
    note: `x-multi-statement (${setBy}): each statement commits by itself`,
  } as const;
  for (const { kind, start, end } of pieces(text)) {
    if (kind === "semicolon" || kind === "space") continue;
    const at = text.slice(start, end).indexOf(";");
    if (at < 0) continue;
    const reason = `has a semicolon inside of a string, a body or a comment: golang-migrate with x-multi-statement (${setBy}) cuts the file there, and PostgreSQL refuses it`;
    return { sql: "", ...reading, problems: [{ line: lineAt(text, start + at), reason }] };
  }
  return { sql: text, ...reading };
}
