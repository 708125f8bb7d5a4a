/** The migrations of a repository, by target, in the order in which they run. */
import { scheduleSelection } from "../../src/analysis/schedule.ts";
import { selectMigrations } from "../../src/migrations/select.ts";
import { type PlatformName, setupSql } from "../../src/shadow/platforms/platform.ts";
import { targetSetup } from "../../src/shadow/platforms/target-setup.ts";
import type { ScheduledMigration } from "../../src/shadow/rehearse/scheduled-migration.ts";

export interface ModelTarget {
  readonly name: string;
  readonly migrations: readonly ScheduledMigration[];
  /** SQL for what the platform has before the first of them, or empty. */
  readonly setup: string;
  readonly platform: PlatformName | null;
  readonly extensions: readonly string[];
}

/** `cwd`: absolute. */
export async function targetsOf(cwd: string): Promise<ModelTarget[]> {
  const selected = await selectMigrations({
    cwd,
    paths: [],
    all: true,
    base: null,
    staged: false,
    tool: null,
    declared: [],
    env: {},
  });
  if (selected.kind !== "selected") return [];
  return Promise.all(
    selected.selections.map(async (selection) => {
      const { platform } = await targetSetup(selection.target, cwd);
      return {
        name: selection.target.name,
        migrations: scheduleSelection(selection),
        setup: platform === null ? "" : setupSql(platform),
        platform,
        extensions: selection.target.extensions,
      };
    }),
  );
}
