/** For tests: what `drift` finds in a repository, in short. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { commit, folder, run } from "../migrations/temporary-repository.testing.ts";
import { type DriftOptions, drift } from "./drift.ts";

/** Snapshots of what the tests of one file have replayed. */
const cache = mkdtempSync(join(tmpdir(), "lockgate-cache-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** A repository whose branch main holds these files and is checked out. */
export function mainWith(files: Readonly<Record<string, string>>): string {
  const root = folder(files);
  run(root, "init", "-q", "-b", "main");
  commit(root);
  return root;
}

/** What `drift` finds for the first target of a repository. */
export async function driftIn(root: string, urls: readonly string[], over: Partial<DriftOptions> = {}) {
  const { report, exit } = await drift({
    cwd: root,
    paths: [],
    tool: null,
    declared: [],
    base: null,
    databases: urls.map((url) => ({ url, name: null })),
    shadow: "pglite",
    cache,
    schemas: null,
    ignore: [],
    include: [],
    requireSchema: false,
    env: {},
    ...over,
  });
  const [target] = report.targets;
  if (target === undefined) throw new Error("no target");
  return {
    exit,
    verdict: report.verdict,
    history: target.history.items.map(({ kind, migration }) => `${kind} ${migration}`),
    catalog: target.catalog.differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`),
    messages: target.history.items.map(({ message }) => message),
    next: target.history.items.map(({ next }) => next),
    report,
    target,
  };
}

/** What it says of the schema file, without a database. */
export async function schemaPart(root: string, over: Partial<DriftOptions> = {}) {
  const { target, verdict } = await driftIn(root, [], { cache: null, ...over });
  const { state, reason, differences } = target.schema;
  const lines = differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`);
  return { state, reason, lines, differences, verdict };
}
