import { readFiles } from "../../migrations/find/read-target.ts";
import type { Tree } from "../../migrations/tree.ts";
import type { Shadow } from "../../shadow/engines/shadow.ts";
import { scheduledAlone } from "../../shadow/rehearse/scheduled-migration.ts";
import { parseScript } from "../../sql/parse.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { DriftRun, DriftTarget } from "../drift-run.ts";
import { replayAndVisit } from "../replay.ts";
import { type Advice, describeChanges } from "./describe-changes.ts";
import { changesBy } from "./schema-changes.ts";

/** How a schema file differs from what its migrations make, or why that is not known. */
export type SchemaComparison =
  | {
      readonly differences: readonly FoundDifference[];
      /** How many more the base has already. */
      readonly before: number;
      readonly note: string | null;
    }
  | { readonly reason: string };

/**
 * Replays the migrations of a tree and runs the tool's script on top.
 *
 * @param scriptFor the SQL that leads from the shadow to the schema file
 */
export async function compareMigrations(
  run: DriftRun,
  { surveyed }: DriftTarget,
  { tree, advice }: { readonly tree: Tree; readonly advice: Advice },
  scriptFor: (shadow: Shadow) => Promise<string>,
): Promise<SchemaComparison> {
  const { folder } = surveyed;
  const { files, problems = [] } = await folder.list(tree);
  const { migrations, unreadable } = await readFiles(folder, files, tree);
  const [unread] = [...problems, ...unreadable];
  if (unread !== undefined) return { reason: `${unread.path} ${unread.reason}` };
  let differences: FoundDifference[] = [];
  const scheduled = migrations.map((one) => scheduledAlone(one, parseScript(one.sql, one.reader)));
  const failure = await replayAndVisit(run, surveyed, { scheduled, schema: null }, async (replayed) => {
    const script = await scriptFor(replayed.shadow);
    differences = describeChanges(await changesBy(script, replayed, run.options), advice);
  });
  return failure === null ? { differences, before: 0, note: null } : { reason: failure.reason };
}
