import type { DriftRun, DriftTarget } from "./drift-run.ts";
import type { TargetOutcomes } from "./outcomes-report.ts";
import { catalogPart } from "./parts/catalog.ts";
import { historyPart } from "./parts/history.ts";
import { schemaPart } from "./parts/schema.ts";

export async function checkTarget(run: DriftRun, target: DriftTarget): Promise<TargetOutcomes> {
  const { entries } = target.surveyed;
  return {
    target: target.surveyed.target,
    paths: new Map(entries.map(({ id, path }) => [id, path])),
    history: await historyPart(run, target),
    catalog: await catalogPart(run, target),
    schema: await schemaPart(run, target),
  };
}
