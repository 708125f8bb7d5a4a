import { type Document, parseDocument } from "yaml";
import type { Planned } from "./planned.ts";

/** What a hook runs: the staged migrations, with the lockgate of the repository. */
export const COMMAND = "npx --no-install lockgate check --staged";

/** The files that decide which hook is written. */
export interface Hooks {
  /** The path and text of lefthook's config, or null. */
  readonly lefthook: { readonly path: string; readonly text: string } | null;
  readonly husky: boolean;
  /** The text of a hook file, or null where there is none. */
  read(path: string): string | null;
  /** Git's own folder of hooks, relative to the root, with `/`. */
  readonly gitHooks: string;
}

/** A pre-commit hook where the repository keeps its hooks. What stands there stays. */
export function hookFor({ lefthook, husky, read, gitHooks }: Hooks): Planned {
  if (lefthook !== null) return inLefthook(lefthook.path, lefthook.text);
  const path = husky ? ".husky/pre-commit" : `${gitHooks}/pre-commit`;
  const before = read(path);
  const shared = { path, before, executable: !husky };
  if (before?.includes("lockgate check")) return { ...shared, text: null, remark: "has it already" };
  if (before === null) {
    return { ...shared, text: husky ? `${COMMAND}\n` : `#!/bin/sh\n${COMMAND}\n`, remark: null };
  }
  // Husky's hooks are lists of commands; what a script of somebody's does at its end is not known.
  if (husky) return { ...shared, text: `${before.trimEnd()}\n${COMMAND}\n`, remark: null };
  return { ...shared, text: null, remark: `exists: add this line yourself: ${COMMAND}` };
}

function inLefthook(path: string, before: string): Planned {
  const shared = { path, before, executable: false };
  const document: Document = parseDocument(before);
  if (document.errors.length > 0) {
    return { ...shared, text: null, remark: `cannot be read: add a pre-commit command yourself: ${COMMAND}` };
  }
  if (before.includes("lockgate check")) return { ...shared, text: null, remark: "has it already" };
  const jobs = document.getIn(["pre-commit", "jobs"]);
  if (jobs !== undefined)
    document.addIn(["pre-commit", "jobs"], document.createNode({ name: "lockgate", run: COMMAND }));
  else document.setIn(["pre-commit", "commands", "lockgate", "run"], COMMAND);
  return { ...shared, text: document.toString({ lineWidth: 0 }), remark: null };
}
