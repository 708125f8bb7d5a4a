import { parseScript } from "../sql/parse.ts";
import type { Statement } from "../sql/statement.ts";

/** The statement that a text is; null where it is several, none, or does not parse. */
export function oneStatement(source: string): Statement | null {
  const { statements, unread } = parseScript(source);
  const [only] = statements;
  return statements.length !== 1 || unread.length > 0 || only?.refused !== undefined ? null : (only ?? null);
}
