import type {
  Difference,
  DifferencePart,
  DriftedDatabase,
  DriftedTarget,
  DriftReport,
  HistoryItem,
} from "../../drift/drift-report.ts";
import { type Keys, pick, printJson } from "../print-json.ts";

const TARGET: Keys<DriftedTarget> = ["name", "tool", "dir"];
const ITEM: Keys<HistoryItem> = ["kind", "migration", "path", "message", "next", "databases"];
const DIFFERENCE: Keys<Difference> = [
  "kind",
  "object",
  "name",
  "relation",
  "expected",
  "actual",
  "message",
  "next",
  "sql",
  "databases",
];
const DATABASE: Keys<DriftedDatabase> = ["name", "state", "reason"];

/** `drift --format json`: the contract of schema/drift.schema.json. */
export function renderDriftJson(report: DriftReport): string {
  return printJson(driftJson(report));
}

/** The report with its keys in the published order. */
export function driftJson({ schema, verdict, targets, databases }: DriftReport): object {
  return {
    schema,
    verdict,
    targets: targets.map((target) => ({
      ...pick(target, TARGET),
      history: {
        ...pick(target.history, ["state", "reason"]),
        items: target.history.items.map((item) => pick(item, ITEM)),
      },
      catalog: partJson(target.catalog),
      schema: partJson(target.schema),
    })),
    databases: databases.map((database) => pick(database, DATABASE)),
  };
}

function partJson(part: DifferencePart): object {
  return {
    ...pick(part, ["state", "reason"]),
    differences: part.differences.map((difference) => pick(difference, DIFFERENCE)),
  };
}
