import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../migrations/failure.ts";
import { leadsOut } from "../../migrations/find/working-tree.ts";
import type { Target } from "../../migrations/migration.ts";
import { toolWithId } from "../../migrations/tools/tools.ts";
import { PLATFORMS, type PlatformName } from "./platform.ts";

/** What the database of a target has before its first migration. */
export interface TargetSetup {
  readonly platform: PlatformName | null;
  /** SQL of the repository, as the config names it. */
  readonly prelude: string | null;
}

/** @throws {UsageError} for a prelude that cannot be read. */
export async function targetSetup(
  { tool, prelude }: Pick<Target, "tool" | "prelude">,
  root: string,
): Promise<TargetSetup> {
  if (prelude === null) return { platform: toolWithId(tool).platform ?? null, prelude };
  if (isPlatform(prelude)) return { platform: prelude, prelude: null };
  if (leadsOut(root, prelude)) {
    throw new UsageError(`the prelude ${prelude} is a link out of the repository: it is not followed`);
  }
  try {
    return { platform: null, prelude: await readFile(join(root, prelude), "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`the prelude ${prelude} cannot be read (${code})`);
  }
}

function isPlatform(name: string): name is PlatformName {
  return Object.hasOwn(PLATFORMS, name);
}
