import type { ToolId } from "./tools/tools.ts";

/**
 * The three ways in which finding migrations can end badly. They are apart because they end differently:
 * a usage error stops the run (exit 2), nothing to judge is an outcome of its own (exit 3), and what cannot be
 * read stands in the report beside the rest, which is still judged (exit 4).
 */

/** The user's mistake: a base that does not exist, a path that lies nowhere, a target declared wrongly. Exit 2. */
export class UsageError extends Error {
  /** What to do about it, in one line, or null. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}

/** A folder of migrations that is not judged, and why. */
export interface NotJudged {
  readonly tool: ToolId;
  readonly dir: string;
  readonly reason: string;
}

/** No PostgreSQL migrations where they were looked for. Exit 3. */
export interface NoMigrations {
  readonly kind: "no migrations";
  /** One line for the user. */
  readonly reason: string;
  /** Folders of migrations that were seen and are not judged: other databases, code-first tools. */
  readonly others: readonly NotJudged[];
}
