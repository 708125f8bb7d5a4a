/** How a row of a tool's history names a migration: by that a recording is cut into migrations, see capture. */
import { basename } from "../tree.ts";
import { TOOLS, type ToolId, toolWithId } from "./tools.ts";

/** The texts that stand in one row, all of them; of several ways to name a migration the surest comes first. */
export type RowNames = readonly (readonly string[])[];

/** @param path of the migration; `source` is its text. */
export function rowNamesOf(tool: ToolId, path: string, source: string): RowNames {
  const { rowNames, id } = toolWithId(tool);
  // A runner that nobody knows may be any of them in a wrapping of its own.
  const own = id === "sql" ? TOOLS.flatMap((known) => known.rowNames?.(path, source) ?? []) : null;
  return [...(own ?? rowNames?.(path, source) ?? []), ...namesOfFile(path)];
}

/** As most tools do: the file's name with and without its extension, its number with and without leading zeros. */
function namesOfFile(path: string): RowNames {
  const file = basename(path);
  const name = file.replace(/\.(?:[cm]?[jt]sx?|py|rb|sql)$/, "");
  const digits = /^V?(\d+)/.exec(name)?.[1];
  const numbers = digits === undefined ? [] : [[digits], [digits.replace(/^0+(?=\d)/, "")]];
  return [[file], [name], ...numbers];
}
