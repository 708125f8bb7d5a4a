import { memoryTree } from "../memory-tree.testing.ts";
import type { Target } from "../migration.ts";
import type { DeclaredTarget } from "../selection.ts";
import { discover } from "./discover.ts";

/** The targets that a test's files make, the root being the start. */
export async function targetsOf(
  files: Readonly<Record<string, string | Buffer>>,
  declared: readonly DeclaredTarget[] = [],
): Promise<readonly Target[]> {
  const where = { starts: [""], byHand: new Set<string>(), declared, tool: null };
  return (await discover(memoryTree(files), where)).found.map(({ target }) => target);
}

/** The only target that a test's files make. */
export async function targetOf(files: Readonly<Record<string, string | Buffer>>): Promise<Target> {
  const [target, ...others] = await targetsOf(files);
  if (target === undefined || others.length > 0) throw new Error(`${others.length + 1} targets, not one`);
  return target;
}
