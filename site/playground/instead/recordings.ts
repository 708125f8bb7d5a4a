import type { Recordings } from "../../../src/analysis/recordings.ts";
import type { SelectResult } from "../../../src/migrations/selection.ts";

/** In a page no command can be run. */
export async function recordAll({ selections }: SelectResult): Promise<Recordings> {
  return { selections, byTarget: new Map(), schemaChecks: new Map(), unanalyzed: [], remarks: [] };
}

export async function readRecordingFiles(): Promise<[]> {
  return [];
}
