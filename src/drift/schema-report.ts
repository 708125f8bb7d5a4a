/** The drift of a run without a live database: what the targets' own schema checks say. */
import type { Target } from "../migrations/migration.ts";
import type { DriftReport } from "./drift-report.ts";
import { NO_DATABASE_GIVEN } from "./drift-run.ts";
import { NO_DATABASE, notApplicable } from "./outcome.ts";
import { driftReport } from "./outcomes-report.ts";
import { outcomeOf, type SchemaChecks } from "./schema/schema-check.ts";

/** @param checks at least one */
export function schemaReport(targets: readonly Target[], checks: SchemaChecks): DriftReport {
  const outcomes = targets.flatMap((target) => {
    const check = checks.get(target.dir);
    if (check === undefined) return [];
    const withoutDatabase = new Map([[NO_DATABASE, notApplicable(NO_DATABASE_GIVEN)]]);
    return {
      target,
      paths: new Map(),
      history: withoutDatabase,
      catalog: withoutDatabase,
      schema: new Map([[NO_DATABASE, outcomeOf(check, target.dir)]]),
    };
  });
  return driftReport(outcomes, []);
}
