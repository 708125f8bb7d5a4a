import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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

/** The WebAssembly of one of {@link ENGINES}. */
export function engineOf(installed: string): Buffer {
  const places = [`${installed}/build`, installed].map((dir) => join(PACKAGES, dir, "schema_engine_bg.wasm"));
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error(`${installed} is not installed: npm run schema-tools`);
  return readFileSync(place);
}

/**
 * Runs the command line of Prisma 7 in a repository of a test, by a stand-in for its engine: a program that would have to be
 * downloaded. Only what reads is served.
 */
export async function runPrisma(
  root: string,
  url: string,
  args: readonly string[],
): Promise<{ status: number | null; output: string }> {
  const engine = join(root, "node_modules", "engine.sh");
  mkdirSync(dirname(engine), { recursive: true });
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const program = fileURLToPath(new URL("stand-in-engine.ts", import.meta.url));
  writeFileSync(
    engine,
    `#!/bin/sh\nexec "${process.execPath}" --import "${pathToFileURL(tsx)}" "${program}" "$@"\n`,
  );
  chmodSync(engine, 0o755);
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    DATABASE_URL: url,
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    CHECKPOINT_DISABLE: "1",
  };
  const cli = join(PACKAGES, "prisma7", "build", "index.js");
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, output };
}

/** A module of an installed package, by its path in the packages. */
export function load(path: string) {
  return import(pathToFileURL(join(PACKAGES, path)).href);
}
