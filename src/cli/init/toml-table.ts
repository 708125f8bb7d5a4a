import { parse } from "smol-toml";
import type { Change } from "./planned.ts";

/** The file with a table at its end, and all else as it was; null where it cannot be had so. */
export function withTable(
  before: string | null,
  [group, name]: readonly [string, string],
  table: string,
): Change {
  const text = before ?? "";
  const byHand = (why: string): Change => ({
    text: null,
    remark: `${why} and is left as it is: add this yourself: ${table.trim().replaceAll("\n", " ")}`,
  });
  const current = tables(text, group);
  if (current === null) return byHand("cannot be parsed");
  if (current[name] !== undefined) return { text: null, remark: "has it already" };
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" ? "" : text.endsWith("\n") ? end : end + end;
  const after = `${text}${gap}${table.replaceAll("\n", end)}`;
  // Tables that are written inline cannot be added to.
  return tables(after, group)?.[name] === undefined
    ? byHand("has something else there")
    : { text: after, remark: null };
}

function tables(text: string, group: string): Readonly<Record<string, unknown>> | null {
  try {
    return (parse(text)[group] ?? {}) as Record<string, unknown>;
  } catch {
    return null;
  }
}
