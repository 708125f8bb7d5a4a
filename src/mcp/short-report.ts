/** Reports as an assistant reads them: whole where they are short, and bounded where they are not. */
import type { DriftReport } from "../drift/drift-report.ts";
import { byLevel } from "../report/phrases.ts";
import type { Report } from "../report/report.ts";

/** Characters of JSON: assistants cut an answer that is much longer, wherever that falls. */
const BUDGET = {
  statements: 20_000,
  findings: 24_000,
  unanalyzed: 4_000,
  differences: 8_000,
  schema: 8_000,
} as const;

/** A report with the statements that a finding is about; what does not fit is left out and said in its remarks. */
export function shortReport(report: Report): Report {
  const found = new Set(report.findings.map(({ path, statement }) => `${path}\n${statement}`));
  const told = report.migrations.map((migration) => ({
    ...migration,
    statements: migration.statements.filter(({ index }) => found.has(`${migration.path}\n${index}`)),
  }));
  const fits = sizeOf(told) <= BUDGET.statements;
  const findings = clip(byLevel(report.findings), BUDGET.findings);
  const unanalyzed = clip(report.unanalyzed, BUDGET.unanalyzed);
  const drift = report.drift && shortDrift(report.drift);
  const schema = report.schemaDiff && clip(report.schemaDiff, BUDGET.schema);
  const left = [
    ...(fits ? [] : ["statements"]),
    ...(findings.left > 0 ? [`${findings.left} findings`] : []),
    ...(schema !== undefined && schema.left > 0 ? [`${schema.left} changes of the schema`] : []),
    ...(unanalyzed.left > 0 ? [`${unanalyzed.left} unanalyzed places`] : []),
  ];
  return {
    ...report,
    remarks: left.length === 0 ? report.remarks : [...report.remarks, leftOut(left)],
    migrations: fits ? told : told.map((migration) => ({ ...migration, statements: [] })),
    findings: findings.kept,
    unanalyzed: unanalyzed.kept,
    ...(schema === undefined ? {} : { schemaDiff: schema.kept }),
    drift,
  };
}

function leftOut(left: readonly string[]): string {
  return `left out here: ${left.join(", ")}; \`npx lockgate check --format json\` has them`;
}

/** A drift report whose long lists of differences are cut; the reason says so. */
export function shortDrift(report: DriftReport): DriftReport {
  const shorten = <Part extends DriftReport["targets"][number]["catalog"]>(part: Part): Part => {
    const { kept, left } = clip(part.differences, BUDGET.differences);
    const more = `${left} more differences: \`npx lockgate drift --format json\` has them`;
    const reason = part.reason === null ? more : `${part.reason}; ${more}`;
    return left === 0 ? part : { ...part, differences: kept, reason };
  };
  return {
    ...report,
    targets: report.targets.map((target) => ({
      ...target,
      catalog: shorten(target.catalog),
      schema: shorten(target.schema),
    })),
  };
}

/** The first items, as many as fit into `budget` characters of JSON. */
function clip<Item>(
  items: readonly Item[],
  budget: number,
): { readonly kept: Item[]; readonly left: number } {
  let total = 0;
  const kept = items.filter((item) => {
    total += sizeOf(item);
    return total <= budget;
  });
  return { kept, left: items.length - kept.length };
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
