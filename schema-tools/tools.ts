import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("node_modules", import.meta.url));

/** The packages whose engines the schema check is tested with, and the name under which a user has them. */
export const ENGINES = [
  ["prisma6", "prisma"],
  ["prisma7", "prisma"],
  // The engine that Prisma 6.6 to 6.18 have, of an older make.
  ["engine-6.16", "@prisma/schema-engine-wasm"],
] as const;

/**
 * Puts an installed package into a repository of a test as if it were installed there. Throws where it is not installed
 * here.
 */
export function install(root: string, installed: string, name: string): void {
  const from = join(PACKAGES, installed);
  if (!existsSync(from)) throw new Error(`${installed} is not installed: npm run schema-tools`);
  const to = join(root, "node_modules", name);
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to);
}
