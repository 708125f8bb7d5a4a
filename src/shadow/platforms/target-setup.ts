import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../migrations/failure.ts";
import { leadsOut } from "../../migrations/find/working-tree.ts";
import type { Target } from "../../migrations/migration.ts";
import type { Rehearsing } from "../rehearse/rehearsal.ts";
import { PROVIDERS, type Provider } from "./platform.ts";

/** What the database has before the first migration: a hosting's own roles and schemas, or SQL of the repository. */
export async function broughtAlong(target: Target, root: string): Promise<Brought> {
  const { prelude } = target;
  const provider = providerOf(target);
  if (prelude === null || provider !== null) return { provider, prelude: null };
  if (leadsOut(root, prelude)) {
    throw new UsageError(`the prelude ${prelude} is a link out of the repository: it is not followed`);
  }
  try {
    return { provider: null, prelude: await readFile(join(root, prelude), "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`the prelude ${prelude} cannot be read (${code})`);
  }
}

/** The hosting of a target: Supabase's own tool says so, or the config. */
export function providerOf({ tool, prelude }: Pick<Target, "tool" | "prelude">): Provider | null {
  if (prelude === null) return tool === "supabase" ? tool : null;
  return PROVIDERS.find((name) => name === prelude) ?? null;
}

export type Brought = Pick<Rehearsing, "provider" | "prelude">;
