/** Vitest builds the program of the embedded PostgreSQL once a run: each of a thousand starts from source takes half a second more. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import type { TestProject } from "vitest/node";
import { BUILT_WORKER } from "./pglite-assets.ts";

const dir = join(import.meta.dirname, "../../..", `dist-test-worker-${process.pid}`);

/** @returns what is to be done behind the last test */
export default async function buildWorker(project: TestProject): Promise<() => void> {
  await build();
  project.onTestsRerun(build);
  process.env[BUILT_WORKER] = join(dir, "pglite-worker.js");
  return () => rmSync(dir, { recursive: true, force: true });
}

async function build(): Promise<void> {
  const bundle = await rolldown({
    input: { "pglite-worker": join(import.meta.dirname, "pglite-worker.ts") },
    platform: "node",
    external: /^@electric-sql\//,
  });
  await bundle.write({ dir });
}
