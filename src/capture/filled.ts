/** A statement with its parameters written into it, for a session that takes only text. */
import { pieces } from "../sql/lexer.ts";
import type { ReadParameter } from "./parameters.ts";

/**
 * The statement with a literal for each of $1, $2 …. An untyped literal is resolved as an untyped parameter is; a parameter with a
 * type becomes a cast.
 */
export function filled(sql: string, parameters: readonly ReadParameter[]): string {
  if (parameters.length === 0) return sql;
  let text = "";
  for (const { kind, start, end } of pieces(sql)) {
    const piece = sql.slice(start, end);
    const [, number] = (kind === "other" && /^\$(\d+)$/.exec(piece)) || [];
    const parameter = number === undefined ? undefined : parameters[Number(number) - 1];
    text += parameter === undefined ? piece : literalOf(parameter);
  }
  return text;
}

function literalOf({ type, value }: ReadParameter): string {
  if (value === null) return type === null ? "NULL" : `CAST(NULL AS ${type})`;
  const escapes = value.includes("\\");
  const literal = `${escapes ? " E" : ""}'${value.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return type === null ? literal : `CAST(${literal} AS ${type})`;
}
