import { type PieceKind, pieces } from "../sql/lexer.ts";
import type { Ink } from "./ink.ts";
import { visibleLines } from "./visible.ts";

/** SQL in lines, in colour where the terminal has any: what is text is told from what is run. */
export function sqlInLines(sql: string, ink: Ink): string[] {
  const text = visibleLines(sql.trimEnd()).join("\n");
  let painted = "";
  for (const { kind, start, end } of pieces(text)) {
    const paint = paintOf(kind, ink);
    painted += text
      .slice(start, end)
      .split("\n")
      .map((line) => (line === "" ? "" : paint(line)))
      .join("\n");
  }
  return painted.split("\n");
}

function paintOf(kind: PieceKind, { c }: Ink): (text: string) => string {
  switch (kind) {
    case "line comment":
    case "block comment":
      return c.dim;
    case "string":
    case "escape string":
    case "dollar string":
      return c.yellow;
    case "space":
      return String;
    default:
      return c.green;
  }
}
