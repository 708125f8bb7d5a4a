import type { DriftReport } from "../../drift/drift-report.ts";
import { visible } from "../visible.ts";
import { partsOf } from "./drift-entries.ts";
import { driftWords, inDatabases, STATE_WORDS } from "./drift-phrases.ts";

/** For a program that fixes what it reads: one line a difference with what to do, and a last line with the verdict. */
export function renderDriftAgent(report: DriftReport): string {
  return [...driftAgentLines(report), visible(driftWords(report)), ""].join("\n");
}

export function driftAgentLines(report: DriftReport): string[] {
  const unread = report.databases.flatMap(({ name, reason }) =>
    reason === null ? [] : [`database ${name} error: ${reason}`],
  );
  const parts = report.targets.flatMap((target) =>
    partsOf(target).flatMap(({ name, state, reason, entries }) => [
      ...entries.map(({ relation, subject, text, next, sql, path, databases }) => {
        const where = inDatabases(databases, report);
        const place = path ?? (relation === null ? target.dir : `${target.dir} ${relation}`);
        const fix = sql === null ? next : `${next}: ${sql.replace(/\s*\n\s*/g, " ")}`;
        return `${place} drift ${name} ${subject}: ${text}${where === null ? "" : ` (${where})`} | fix: ${fix}`;
      }),
      ...(state === "error" || state === "not-checked"
        ? [`${target.dir} drift ${name} ${STATE_WORDS[state]}: ${reason ?? ""}`]
        : []),
    ]),
  );
  return [...unread, ...parts].map(visible);
}
