import type { DriftReport } from "../../drift/drift-report.ts";
import { partsOf } from "./drift-entries.ts";
import { inDatabases } from "./drift-phrases.ts";

/** Something that differs, for the formats that show places of a repository. */
export interface PlacedDrift {
  /** The migration's file, or null. */
  readonly path: string | null;
  readonly text: string;
  /** The same when its words change, unique in a report. */
  readonly key: string;
}

export function placedDrift(report: DriftReport): PlacedDrift[] {
  const unread = report.databases.flatMap(({ name, reason }) =>
    reason === null ? [] : [{ path: null, text: `${name} cannot be checked: ${reason}`, key: name }],
  );
  const seen = new Map<string, number>();
  const entries = report.targets.flatMap((target) =>
    partsOf(target).flatMap(({ name, entries }) =>
      entries.map(({ relation, subject, text, next, path, databases }): PlacedDrift => {
        const where = inDatabases(databases, report);
        const what = `${relation === null ? "" : `${relation} `}${subject}`;
        const key = ["drift", target.dir, name, what, path ?? ""].join(":");
        const before = seen.get(key) ?? 0;
        seen.set(key, before + 1);
        const said = `Drift in the ${name}: ${what}: ${text}${where === null ? "" : ` (${where})`}. Next: ${next}`;
        return { path, text: said, key: `${key}:${before}` };
      }),
    ),
  );
  return [...unread, ...entries];
}
