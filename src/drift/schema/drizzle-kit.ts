import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { DrizzleSchema } from "../../migrations/tools/drizzle/config.ts";
import type { InstalledPackage } from "./installed-packages.ts";
import { runInstalled } from "./run-installed.ts";

/** What drizzle-kit would write. */
export type Generated =
  /** `""`: nothing. Null: it wants to know first what was renamed. */
  { readonly sql: string | null } | { readonly reason: string };

const NOTHING_NEW = /No schema changes, nothing to migrate/;
const ASKS = /Interactive prompts require a TTY/;

/** Has the user's drizzle-kit generate a migration, into a copy of the folder `dir` that is thrown away. */
export async function generate(
  kit: InstalledPackage,
  { config, files, casing }: DrizzleSchema,
  root: string,
  dir: string,
): Promise<Generated> {
  const copy = mkdtempSync(join(tmpdir(), "lockgate-drizzle-"));
  try {
    const cwd = resolve(root, dirname(config));
    const out = join(copy, "out");
    cpSync(resolve(root, dir), out, { recursive: true });
    // drizzle-kit puts ./ before its paths, absolute ones among them.
    const settings = {
      dialect: "postgresql",
      schema: files,
      out: relative(cwd, out),
      ...(casing && { casing }),
    };
    writeFileSync(join(copy, "config.json"), JSON.stringify(settings));
    const before = sqlIn(out);
    const said = await run(kit, cwd, relative(cwd, join(copy, "config.json")));
    const written = sqlIn(out).filter((path) => !before.includes(path));
    if (written.length > 0)
      return { sql: written.map((path) => readFileSync(join(out, path), "utf8")).join("\n") };
    if (NOTHING_NEW.test(said)) return { sql: "" };
    // Version 0.31 ends with 0 whatever happens: only what it says tells.
    if (ASKS.test(said)) return { sql: null };
    return { reason: `drizzle-kit ${kit.version} generates nothing: ${reasonIn(said)}` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function sqlIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".sql"));
}

/** What it prints on both outputs. */
async function run(kit: InstalledPackage, cwd: string, config: string): Promise<string> {
  const args = [join(kit.folder, "bin.cjs"), "generate", `--config=${config}`, "--name=lockgate"];
  // Nothing of the caller's environment, among which are secrets, reaches what the repository runs.
  const env = { PATH: process.env.PATH };
  const { stdout, stderr, late } = await runInstalled(process.execPath, args, { cwd, env });
  return [stdout, stderr, late === null ? "" : `Error: ${late}`].join("\n");
}

function reasonIn(said: string): string {
  return /^(?:\w*Error|error)\b.*$/m.exec(said)?.[0] ?? "it says nothing of why";
}
