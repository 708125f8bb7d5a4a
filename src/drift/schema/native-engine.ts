import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { SchemaFile } from "./engine/engine.ts";
import type { InstalledPackage } from "./installed-packages.ts";
import { runInstalled } from "./run-installed.ts";
import { EngineFailure, type SchemaEngine } from "./schema-engine.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `prisma migrate diff` of the user's own installation, for versions that bring their engine as a program only. Null where
 * none of its programs runs on this machine: nothing is ever downloaded.
 */
export async function nativeEngine(prisma: InstalledPackage, env: Environment): Promise<SchemaEngine | null> {
  const named = env.PRISMA_SCHEMA_ENGINE_BINARY;
  for (const engine of named ? [named] : programsOf(prisma)) {
    const probe = { cwd: tmpdir(), env: { PATH: env.PATH } };
    if ((await runInstalled(engine, ["--version"], probe)).failed) continue;
    return {
      from: `prisma ${prisma.version}`,
      async diff(files, _filters, shadow) {
        const lent = await shadow.lend();
        try {
          return await migrateDiff(prisma, files, environmentOf(env, engine, lent.url));
        } finally {
          await lent.giveBack();
        }
      },
      end: async () => {},
    };
  }
  return null;
}

/** Beside `@prisma/engines`, one for each system that the packages were installed for. */
function programsOf({ folder }: InstalledPackage): string[] {
  try {
    const { resolve } = createRequire(join(realpathSync(folder), "package.json"));
    const engines = dirname(resolve("@prisma/engines/package.json"));
    return readdirSync(engines)
      .filter(
        (name) => /^(?:schema|migration)-engine-[\w.-]+$/.test(name) && !/\.(?:gz|sha256|tmp)/.test(name),
      )
      .map((name) => join(engines, name));
  } catch {
    return [];
  }
}

/** Where the shadow is stands in a variable: the arguments of a program can be read by everybody on the machine. */
const URL_VARIABLE = "LOCKGATE_SHADOW_URL";
const FROM = `datasource db {\n  provider = "postgresql"\n  url = env("${URL_VARIABLE}")\n}\n`;

function environmentOf(env: Environment, engine: string, url: string): Environment {
  const { PATH, PRISMA_QUERY_ENGINE_LIBRARY, PRISMA_QUERY_ENGINE_BINARY } = env;
  return {
    PATH,
    // Not needed here, but looked for: some systems have them elsewhere.
    ...(PRISMA_QUERY_ENGINE_LIBRARY && { PRISMA_QUERY_ENGINE_LIBRARY }),
    ...(PRISMA_QUERY_ENGINE_BINARY && { PRISMA_QUERY_ENGINE_BINARY }),
    [URL_VARIABLE]: url,
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    PRISMA_MIGRATION_ENGINE_BINARY: engine,
    // Whatever it misses, it is not to be fetched.
    PRISMA_ENGINES_MIRROR: "http://127.0.0.1:9",
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    NO_COLOR: "1",
  };
}

async function migrateDiff(
  prisma: InstalledPackage,
  files: readonly SchemaFile[],
  env: Environment,
): Promise<string> {
  // In a folder of its own it finds neither the repository's config nor its .env.
  const folder = mkdtempSync(join(tmpdir(), "lockgate-prisma-"));
  try {
    const to = join(folder, "to");
    mkdirSync(to);
    writeFileSync(join(folder, "from.prisma"), FROM);
    for (const [at, { path, content }] of files.entries())
      writeFileSync(join(to, files.length === 1 ? "schema.prisma" : `${at}-${basename(path)}`), content);
    const { failed, stdout, stderr, late } = await runInstalled(
      process.execPath,
      [
        join(prisma.folder, "build", "index.js"),
        "migrate",
        "diff",
        `--from-schema-datasource=${join(folder, "from.prisma")}`,
        `--to-schema-datamodel=${files.length === 1 ? join(to, "schema.prisma") : to}`,
        "--script",
      ],
      { cwd: folder, env },
    );
    if (!failed) return stdout;
    if (late !== null) throw new EngineFailure(late);
    const code = /\b(P\d{4})\b/.exec(stderr)?.[1] ?? null;
    throw new EngineFailure(
      stderr.trim().replace(/^Error: /, "") || "prisma migrate diff says nothing",
      code,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
