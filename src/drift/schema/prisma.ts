import { statesOf } from "../../migrations/compare-with-base/select-new.ts";
import { type WorkingTree, workingTree } from "../../migrations/find/working-tree.ts";
import { isBelow, type Tree } from "../../migrations/tree.ts";
import type { Shadow } from "../../shadow/engines/shadow.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { acceptedSchema } from "./accepted-schema.ts";
import { compareMigrations, type SchemaComparison } from "./comparison.ts";
import { installedEngine } from "./installed-engine.ts";
import { PRISMA_ADVICE } from "./prisma-advice.ts";
import { type PrismaSchema, prismaSchema } from "./prisma-schema.ts";
import { EngineFailure, type SchemaEngine } from "./schema-engine.ts";

/** The schema file of a Prisma target against its migrations; of what the base has already, only the number is given. */
export async function comparePrisma(run: DriftRun, checkout: DriftTarget): Promise<SchemaComparison> {
  const { root } = run;
  const { dir } = checkout.surveyed.target;
  const head = await workingTree(root, checkout.repository, [""]);
  const schema = await prismaSchema(head, dir);
  if ("reason" in schema) return schema;
  const engine = await installedEngine(root, dir, run.options.env);
  if ("reason" in engine) return engine;
  try {
    const now = await compareAt(run, checkout, engine, { tree: head, schema });
    if ("reason" in now || now.differences.length === 0) return now;
    const base = await baseTree(checkout, schema, head);
    if (base === null) return now;
    const earlier = await prismaSchema(base, dir);
    // A schema that is new with this work is all of it new.
    if ("reason" in earlier) return now;
    const then = await compareAt(run, checkout, engine, { tree: base, schema: earlier });
    if ("reason" in then) return { ...now, note: `the base could not be compared: ${then.reason}` };
    return onlyNew(now.differences, then.differences);
  } finally {
    await engine.end();
  }
}

function onlyNew(now: readonly FoundDifference[], then: readonly FoundDifference[]): SchemaComparison {
  const known = new Set(then.map((one) => JSON.stringify(one)));
  const differences = now.filter((one) => !known.has(JSON.stringify(one)));
  return { differences, before: now.length - differences.length, note: null };
}

/** The files where this work left the base, or null: there is no base, or nothing of one's own to tell from it. */
async function baseTree(
  { base, repository, surveyed: { target } }: DriftTarget,
  { files }: PrismaSchema,
  head: WorkingTree,
): Promise<Tree | null> {
  if (base === null || repository === null) return null;
  const { states } = await statesOf(repository, { tree: head, untracked: head.untracked, side: [] }, base);
  const own = [...states.changed].some(
    (path) => isBelow(path, target.dir) || files.some((file) => file.path === path),
  );
  return base.mergeBase === repository.head && !own ? null : states.mergeBase;
}

async function compareAt(
  run: DriftRun,
  checkout: DriftTarget,
  engine: SchemaEngine,
  { tree, schema }: { readonly tree: Tree; readonly schema: PrismaSchema },
): Promise<SchemaComparison> {
  try {
    return await compareMigrations(run, checkout, { tree, advice: PRISMA_ADVICE }, (shadow) =>
      diff(engine, schema, shadow),
    );
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const what =
      error.code === null ? `the engine of ${engine.from} fails on` : `${engine.from} does not accept`;
    return { reason: `${what} ${schema.path}: ${firstLine(error.message)}` };
  }
}

/** As often as the engine names more that says nothing of tables and that it does not accept. */
async function diff(engine: SchemaEngine, { files, filters }: PrismaSchema, shadow: Shadow): Promise<string> {
  try {
    return await engine.diff(files, filters, shadow);
  } catch (error) {
    const accepted = error instanceof EngineFailure ? acceptedSchema(files, error.message) : null;
    if (accepted === null) throw error;
    return diff(engine, { files: accepted, filters, path: "" }, shadow);
  }
}

/** Prisma's messages are pages with colours. */
function firstLine(text: string): string {
  const [line = ""] = text.replaceAll(ESCAPES, "").trim().split("\n");
  return line.replace(/^error: /, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the character that starts a colour.
const ESCAPES = /\u001b\[[\d;]*m/g;
