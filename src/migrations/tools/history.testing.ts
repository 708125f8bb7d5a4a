import { compareSql } from "../../drift/same-sql.ts";
import { basename } from "../tree.ts";
import type { HistoryRow, LocalMigration } from "./history.ts";
import { type ToolId, toolWithId } from "./tools.ts";

/** Files as `path`, or `path` and text. */
export type File = string | readonly [path: string, text: string, version?: string];

function localFrom(files: readonly File[]): LocalMigration[] {
  return files.map((file) => {
    const [path, text = "SELECT 1;\n", version] = typeof file === "string" ? [file] : file;
    const id = basename(path).replace(/\.sql$/, "");
    return {
      id,
      path,
      version: version ?? /^[VB]?([\d._]*\d)/.exec(id)?.[1] ?? id,
      ...(id.startsWith("R__") ? { repeatable: true } : {}),
      content: Buffer.from(text),
    };
  });
}

/** What a tool's reader says of rows and files, in short. The parser must be loaded where a history keeps SQL. */
export function readHistory(
  tool: ToolId,
  rows: readonly HistoryRow[],
  files: readonly File[],
  expected: readonly string[] = [],
) {
  const isSameSql = (a: string, b: string) => compareSql(a, b) !== "statements";
  const options = { rows, local: localFrom(files), expected: new Set(expected), isSameSql };
  const reading = toolWithId(tool).history?.read(options);
  return {
    items: reading?.items.map(({ kind, migration }) => `${kind} ${migration}`),
    applied: reading?.applied.map(({ id }) => id),
    first: reading?.items[0],
  };
}
