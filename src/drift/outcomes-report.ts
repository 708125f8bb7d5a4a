/** What all parts found, as the report. */
import type { FoundItem } from "../migrations/tools/history.ts";
import type { DriftedDatabase, DriftedTarget, DriftReport, FoundDifference } from "./drift-report.ts";
import type { Share } from "./fleet/shard.ts";
import { groupOutcomes, mergeDatabases, NO_DATABASE, type Outcomes, verdictOf, worst } from "./outcome.ts";

/** What the parts say of one target. */
export interface TargetOutcomes {
  readonly target: Pick<DriftedTarget, "name" | "tool" | "dir">;
  /** The files of its migrations, by id. */
  readonly paths: ReadonlyMap<string, string>;
  readonly history: Outcomes<FoundItem>;
  readonly catalog: Outcomes<FoundDifference>;
  readonly schema: Outcomes<FoundDifference>;
}

/**
 * @param databases why each could not be read, or null.
 * @param share left out: the report is of the whole list.
 */
export function driftReport(
  outcomes: readonly TargetOutcomes[],
  databases: readonly { readonly name: string; readonly reason: string | null }[],
  share: Share | null = null,
): DriftReport {
  const known = outcomes.map(({ history, catalog, schema }) => [
    ...history.values(),
    ...catalog.values(),
    ...schema.values(),
  ]);
  // A target without any part that applies was not checked at all; of a share, that is for all of them together to say.
  const applying =
    share === null ? known : known.filter((all) => all.some(({ kind }) => kind !== "not applicable"));
  return {
    schema: "lockgate/drift@1",
    verdict: worst([
      ...databases.map(({ reason }) => (reason === null ? "clean" : "error")),
      ...applying.map(verdictOf),
      ...(share === null || outcomes.length === 0 ? [] : (["clean"] as const)),
    ]),
    ...share,
    targets: outcomes.map((one) => reportTarget(one, share !== null)),
    databases: databases.map((database) => reportDatabase(database, outcomes)),
  };
}

function reportDatabase(
  { name, reason }: { readonly name: string; readonly reason: string | null },
  outcomes: readonly TargetOutcomes[],
): DriftedDatabase {
  if (reason !== null) return { name, state: "error", reason };
  const own = outcomes.flatMap(({ history, catalog }) =>
    [history.get(name) ?? [], catalog.get(name) ?? []].flat(),
  );
  return { name, state: verdictOf(own), reason: null };
}

function reportTarget({ target, paths, ...outcomes }: TargetOutcomes, isShare: boolean): DriftedTarget {
  const { items, ...history } = mergeDatabases(outcomes.history);
  const { items: differences, ...catalog } = mergeDatabases(outcomes.catalog);
  const { items: schemaDifferences, ...schema } = mergeDatabases(outcomes.schema);
  const told = (part: Outcomes<unknown>) => (isShare ? { outcomes: outcomesOf(part) } : {});
  return {
    name: target.name,
    tool: target.tool,
    dir: target.dir,
    history: {
      ...history,
      items: items.map((item) => ({ ...item, path: paths.get(item.migration) ?? null })),
      ...told(outcomes.history),
    },
    catalog: { ...catalog, differences, ...told(outcomes.catalog) },
    schema: { ...schema, differences: schemaDifferences, ...told(outcomes.schema) },
  };
}

function outcomesOf(outcomes: Outcomes<unknown>): DriftedTarget["history"]["outcomes"] & {} {
  const groups = groupOutcomes(outcomes, ({ kind, reason }) => JSON.stringify([kind, reason]));
  return groups.map(([{ kind, reason }, databases]) => ({
    kind,
    reason,
    databases: databases.filter((name) => name !== NO_DATABASE),
  }));
}
