import { statesOf } from "../../migrations/compare-with-base/select-new.ts";
import { readFiles } from "../../migrations/find/read-target.ts";
import { type WorkingTree, workingTree } from "../../migrations/find/working-tree.ts";
import type { Survey } from "../../migrations/survey.ts";
import { isBelow, type Tree } from "../../migrations/tree.ts";
import type { Shadow } from "../../shadow/engines/shadow.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { Checkout } from "../history/part.ts";
import { replayAndVisit } from "../replay.ts";
import { fittedSchema } from "./accepted-schema.ts";
import type { Compared, SchemaOptions } from "./comparison.ts";
import { tellChanges } from "./describe-changes.ts";
import { installedEngine } from "./installed-engine.ts";
import { PRISMA_ADVICE } from "./prisma-advice.ts";
import { type PrismaSchema, prismaSchema } from "./prisma-schema.ts";
import { changesBy } from "./schema-changes.ts";
import { type Differ, EngineFailure } from "./schema-engine.ts";

/** The schema file of a Prisma target against its migrations; of what the base has already, only the number is told. */
export async function comparePrisma(
  checkout: Checkout,
  found: Survey,
  options: SchemaOptions,
): Promise<Compared> {
  const { surveyed } = checkout;
  const head = await workingTree(found.root, found.repository, [""]);
  const schema = await prismaSchema(head, surveyed.target.dir);
  if ("reason" in schema) return schema;
  const differ = await installedEngine(found.root, surveyed.target.dir, options.env);
  if ("reason" in differ) return differ;
  try {
    const state = { checkout, options, differ };
    const now = await differencesAt(head, schema, state);
    if ("reason" in now || now.differences.length === 0) return now;
    const base = await baseTree(checkout, schema, head);
    if (base === null) return now;
    const earlier = await prismaSchema(base, surveyed.target.dir);
    // A schema that is new with this work is all of it new.
    if ("reason" in earlier) return now;
    const then = await differencesAt(base, earlier, state);
    if ("reason" in then) return { ...now, note: `the base could not be compared: ${then.reason}` };
    return onlyNew(now.differences, then.differences);
  } finally {
    await differ.end();
  }
}

function onlyNew(now: readonly FoundDifference[], then: readonly FoundDifference[]): Compared {
  const known = new Set(then.map((one) => JSON.stringify(one)));
  const differences = now.filter((one) => !known.has(JSON.stringify(one)));
  return { differences, before: now.length - differences.length, note: null };
}

/** The files where this work left the base, or null: there is no base, or nothing of one's own to tell from it. */
async function baseTree(
  { base, repository, surveyed: { target } }: Checkout,
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

interface Comparing {
  readonly checkout: Checkout;
  readonly options: SchemaOptions;
  readonly differ: Differ;
}

async function differencesAt(
  tree: Tree,
  schema: PrismaSchema,
  { checkout, options, differ }: Comparing,
): Promise<Compared> {
  const { folder } = checkout.surveyed;
  const { files, problems } = await folder.list(tree);
  const { migrations, unreadable } = await readFiles(folder, files, tree);
  const [unread] = [...problems, ...unreadable];
  if (unread !== undefined) return { reason: `${unread.path} ${unread.reason}` };
  let differences: FoundDifference[] = [];
  try {
    const failure = await replayAndVisit(migrations, checkout, options, async (replayed) => {
      const script = await diff(differ, schema, replayed.shadow);
      differences = tellChanges(await changesBy(script, replayed, options), PRISMA_ADVICE);
    });
    if (failure !== null) return { reason: failure.reason };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const what =
      error.code === null ? `the engine of ${differ.from} fails on` : `${differ.from} does not accept`;
    return { reason: `${what} ${schema.path}: ${firstLine(error.message)}` };
  }
  return { differences, before: 0, note: null };
}

/** As often as the engine names more that says nothing of tables and that it does not accept. */
async function diff(differ: Differ, { files, filters }: PrismaSchema, shadow: Shadow): Promise<string> {
  try {
    return await differ.diff(files, filters, shadow);
  } catch (error) {
    const fitted = error instanceof EngineFailure ? fittedSchema(files, error.message) : null;
    if (fitted === null) throw error;
    return diff(differ, { files: fitted, filters, path: "" }, shadow);
  }
}

/** Prisma's messages are pages with colours. */
function firstLine(text: string): string {
  const [line = ""] = text.replaceAll(ESCAPES, "").trim().split("\n");
  return line.replace(/^error: /, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the character that starts a colour.
const ESCAPES = /\u001b\[[\d;]*m/g;
