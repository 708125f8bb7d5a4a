import * as v from "valibot";
import type { TableStats } from "./table-stats.ts";

const amount = v.pipe(v.number(), v.minValue(0));

/** What `lockgate stats` writes: names, sizes and traffic; no data and nothing of the connection. */
export const SnapshotSchema = v.strictObject({
  schema: v.literal("lockgate/stats@1"),
  postgres: v.pipe(v.number(), v.integer()),
  /** Milliseconds that a session of that role waits for a lock by default; 0: forever. */
  lockTimeout: amount,
  tables: v.array(
    v.strictObject({
      relation: v.string(),
      rows: amount,
      bytes: amount,
      writesPerSecond: v.nullable(amount),
      readsPerSecond: v.nullable(amount),
    }),
  ),
});

export interface Snapshot {
  readonly schema: "lockgate/stats@1";
  readonly postgres: number;
  readonly lockTimeout: number;
  /** Sorted by name. */
  readonly tables: readonly TableStats[];
}

/** The text of a snapshot: one line a table, so that two of them can be compared. */
export function renderSnapshot({ schema, postgres, lockTimeout, tables }: Snapshot): string {
  const lines = tables.map(({ relation, rows, bytes, writesPerSecond, readsPerSecond }) =>
    JSON.stringify({ relation, rows, bytes, writesPerSecond, readsPerSecond }),
  );
  const head = `"schema": ${JSON.stringify(schema)}, "postgres": ${postgres}, "lockTimeout": ${lockTimeout}`;
  return lines.length === 0
    ? `{ ${head}, "tables": [] }\n`
    : `{ ${head}, "tables": [\n  ${lines.join(",\n  ")}\n] }\n`;
}

/** The snapshot in a text, or why it is none. */
export function parseSnapshot(text: string): Snapshot | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "is not valid JSON";
  }
  const parsed = v.safeParse(SnapshotSchema, json);
  if (parsed.success) return parsed.output;
  // valibot's own message repeats what stands there.
  const [{ path = [], expected }] = parsed.issues;
  const where = path
    .map(({ key }) => String(key))
    .join(".")
    .slice(0, 60);
  return `is not a snapshot of lockgate stats: ${where || "it"} is not ${expected ?? "valid"}`;
}
