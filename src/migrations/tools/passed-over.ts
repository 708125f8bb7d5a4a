import { basename } from "../tree.ts";
import type { PassedOver } from "./tool.ts";

/** A file that is passed over for its name. */
export function misnamed(path: string, form: string, reason: string): PassedOver {
  return { path, line: null, reason, why: { kind: "name", form } };
}

// What people keep beside migrations, and nobody means to be run by the tool.
const BESIDE =
  /^(schema|structure|seeds?|dump|readme|template|queries|query|init|rollback|down)\b|[._-](down|undo|rollback|revert)\.\w+$/i;

/** Whether a file that the tool leaves out was meant to be a migration. */
export function isMeant(path: string): boolean {
  return !BESIDE.test(basename(path));
}
