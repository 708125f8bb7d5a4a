import { QueryRefused, type Session } from "../engines/session.ts";
import type { Constant } from "./expression.ts";

/** What functions without arguments return, as text; nothing of those that fail. */
export async function calledConstants(session: Session, calls: readonly string[]): Promise<Constant[]> {
  const constants: Constant[] = [];
  for (const call of new Set(calls)) {
    await session.query("SAVEPOINT call");
    try {
      const [row] = await session.query<{ text: string | null }>(
        `SELECT pg_catalog.format('%s', ${call}) AS text`,
      );
      if (row?.text) constants.push({ kind: "text", text: row.text });
    } catch (error) {
      if (!(error instanceof QueryRefused)) throw error;
    }
    await session.query("ROLLBACK TO SAVEPOINT call");
  }
  return constants;
}
