import { type DriftOptions, drift } from "../drift.ts";

/** What `drift` says of the schema file of a test's repository, which has one target. */
export async function schemaPart(root: string, over: Partial<DriftOptions> = {}) {
  const { report } = await drift({
    cwd: root,
    paths: [],
    tool: null,
    declared: [],
    base: null,
    databases: [],
    shadow: "pglite",
    cache: null,
    schemas: null,
    ignore: [],
    include: [],
    requireSchema: false,
    env: {},
    ...over,
  });
  const [target] = report.targets;
  if (target === undefined) throw new Error("no target");
  const { state, reason, differences } = target.schema;
  const lines = differences.map(({ kind, object, name }) => `${kind} ${object} ${name}`);
  return { state, reason, lines, differences, verdict: report.verdict };
}
