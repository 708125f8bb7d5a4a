import type { Surveyed } from "../migrations/survey.ts";
import type { FoundItem } from "../migrations/tools/history.ts";
import type { DriftedDatabase, DriftedTarget, DriftReport, FoundDifference } from "./drift-report.ts";
import type { DriftRun, DriftTarget } from "./drift-run.ts";
import type { LiveDatabase, UnreadDatabase } from "./live-database.ts";
import { mergeDatabases, type Outcomes, verdictOf, worst } from "./outcome.ts";
import { catalogPart } from "./parts/catalog.ts";
import { historyPart } from "./parts/history.ts";
import { schemaPart } from "./parts/schema.ts";

/** What the parts say of one target. */
export interface TargetOutcomes {
  readonly surveyed: Pick<Surveyed, "target" | "entries">;
  readonly history: Outcomes<FoundItem>;
  readonly catalog: Outcomes<FoundDifference>;
  readonly schema: Outcomes<FoundDifference>;
}

export async function checkTarget(run: DriftRun, target: DriftTarget): Promise<TargetOutcomes> {
  return {
    surveyed: target.surveyed,
    history: await historyPart(run, target),
    catalog: await catalogPart(run, target),
    schema: await schemaPart(run, target),
  };
}

export function driftReport(
  outcomes: readonly TargetOutcomes[],
  databases: readonly (LiveDatabase | UnreadDatabase)[],
): DriftReport {
  return {
    schema: "lockgate/drift@1",
    verdict: worst([
      ...databases.map(({ reason }) => (reason === null ? "clean" : "error")),
      // A target without any part that applies was not checked at all.
      ...outcomes.map(({ history, catalog, schema }) =>
        verdictOf([...history.values(), ...catalog.values(), ...schema.values()]),
      ),
    ]),
    targets: outcomes.map(reportTarget),
    databases: databases.map((database) => reportDatabase(database, outcomes)),
  };
}

function reportDatabase(
  { name, reason }: LiveDatabase | UnreadDatabase,
  outcomes: readonly TargetOutcomes[],
): DriftedDatabase {
  if (reason !== null) return { name, state: "error", reason };
  const own = outcomes.flatMap(({ history, catalog }) =>
    [history.get(name) ?? [], catalog.get(name) ?? []].flat(),
  );
  return { name, state: verdictOf(own), reason: null };
}

function reportTarget({ surveyed, ...outcomes }: TargetOutcomes): DriftedTarget {
  const { target, entries } = surveyed;
  const paths = new Map(entries.map(({ id, path }) => [id, path]));
  const { items, ...history } = mergeDatabases(outcomes.history);
  const { items: differences, ...catalog } = mergeDatabases(outcomes.catalog);
  const { items: schemaDifferences, ...schema } = mergeDatabases(outcomes.schema);
  return {
    name: target.name,
    tool: target.tool,
    dir: target.dir,
    history: {
      ...history,
      items: items.map((item) => ({ ...item, path: paths.get(item.migration) ?? null })),
    },
    catalog: { ...catalog, differences },
    schema: { ...schema, differences: schemaDifferences },
  };
}
