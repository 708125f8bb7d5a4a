/** Simple queries that a shared session cannot take as they are. */
import { as } from "../sql/nodes.ts";
import { parseScript } from "../sql/parse.ts";

/** COPY … FROM STDIN, alone in its query as every client sends it. The parser must be loaded. */
export function copiesFromClient(text: string): boolean {
  if (!/^\s*(\/\*|--|copy\b)/i.test(text)) return false;
  const [statement] = parseScript(text).statements;
  const copy = statement && as(statement.node, "CopyStmt");
  return copy?.is_from === true && copy.filename === undefined;
}

/** The name in DEALLOCATE, or null. */
export function deallocated(text: string): string | null {
  if (!/^\s*deallocate\b/i.test(text)) return null;
  const [statement] = parseScript(text).statements;
  return (statement && as(statement.node, "DeallocateStmt")?.name) ?? null;
}
