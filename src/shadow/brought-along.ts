import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import type { Target } from "../migrations/migration.ts";
import { PROVIDERS } from "./prelude.ts";
import type { Rehearsing } from "./rehearsal.ts";

/** What the database has before the first migration: a hosting's own roles and schemas, or SQL of the repository. */
export async function broughtAlong({ tool, prelude }: Target, root: string): Promise<Brought> {
  const provider = PROVIDERS.find((name) => name === prelude) ?? null;
  if (prelude === null || provider)
    return { provider: provider ?? (tool === "supabase" ? tool : null), prelude: null };
  try {
    return { provider: null, prelude: await readFile(join(root, prelude), "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`the prelude ${prelude} cannot be read (${code})`);
  }
}

export type Brought = Pick<Rehearsing, "provider" | "prelude">;
