/** What is said of a migration whose way back is none. */
import type { Unmarked } from "./fingerprint.ts";
import { runFinding } from "./run-finding.ts";
import type { RulesInForce } from "./run-rule.ts";

/**
 * Where the way back of a migration leads, and the way up again from there: to the same schema (of rows nothing is said), to
 * another one, or nowhere, since one of the two fails; or it has no way back.
 */
export const ROLLBACKS = ["exact", "differs", "fails", "none"] as const;

export interface Rollback {
  readonly outcome: (typeof ROLLBACKS)[number];
  /** Where what fails or leads elsewhere stands. */
  readonly path: string;
  readonly line: number;
  /** It is the way up again that fails. */
  readonly again: boolean;
  /** What fails, in PostgreSQL's words, or what differs; a line each. */
  readonly detail: readonly string[];
}

export function rollbackFindings(
  id: string,
  { outcome, path, line, again, detail }: Rollback,
  inForce: RulesInForce,
): Unmarked[] {
  const [first = "", ...more] = detail;
  const place = { rule: "fails-to-roll-back", migration: id, path, line, text: id } as const;
  switch (outcome) {
    case "exact":
    case "none":
      return [];
    case "fails": {
      const what = again ? "once taken back, it fails to run again" : "fails to be taken back";
      return runFinding({ ...place, message: `${what}: ${first}` }, inForce);
    }
    case "differs": {
      const rest = more.length === 0 ? "" : ` (${more.length} more)`;
      return runFinding(
        { ...place, message: `its way back leads to another schema: ${first}${rest}` },
        inForce,
      );
    }
  }
}
