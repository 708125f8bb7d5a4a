import type { MergedEdit } from "../migrations/selection.ts";
import { tokens } from "../sql/parse.ts";
import type { Unmarked } from "./fingerprint.ts";
import { type RunFinding, runFinding } from "./run-finding.ts";
import type { RulesInForce } from "./run-rule.ts";

const CONSEQUENCES: Readonly<Record<MergedEdit["kind"], (edit: MergedEdit) => string>> = {
  edited: ({ id }) => `edits ${id}, which is merged: databases that have run it will not run it again`,
  renamed: ({ id, to }) =>
    `renames ${id}, which is merged, to ${to}: databases that have run it run it twice or refuse`,
  deleted: ({ id }) =>
    `deletes ${id}, which is merged: databases that have run it contain changes that no file describes`,
};

/** A finding for each merged migration that the change touches; a note when only comments changed. */
export function mergedEditFindings(edits: readonly MergedEdit[], inForce: RulesInForce): Unmarked[] {
  return edits.flatMap((edit): Unmarked[] => {
    const isComment = edit.kind === "edited" && sameSql(edit.before, edit.after);
    const message = isComment
      ? `edits comments of ${edit.id}, which is merged: its checksum changes`
      : CONSEQUENCES[edit.kind](edit);
    const found: RunFinding = {
      rule: "edits-merged-migration",
      message,
      level: isComment ? "note" : undefined,
      migration: edit.id,
      path: edit.to ?? edit.path,
      line: 1,
      advice: "restore the file as it is merged, and write what should change as a new migration",
      text: edit.kind,
    };
    return runFinding(found, inForce);
  });
}

/** Whether two scripts differ in comments and white space only. */
function sameSql(before: string | null, after: string | null): boolean {
  if (before === null || after === null) return false;
  const significant = (sql: string) => tokens(sql).map(({ text }) => text);
  const [old, now] = [significant(before), significant(after)];
  // A text that the scanner refuses has no tokens: nothing can be said of it.
  if (old.length === 0 && now.length === 0) return before.trim() === after.trim();
  return old.length === now.length && old.every((text, index) => text === now[index]);
}
