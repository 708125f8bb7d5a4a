import { psqlMigration, type ScheduledMigration } from "../shadow/rehearse/scheduled-migration.ts";
import { parseScript } from "../sql/parse.ts";
import { counter, schedule } from "./schedule.ts";

/** SQL that somebody runs by hand between migrations, statement by statement. `at`: what is named where it fails. */
export function handRun(sql: string, at: string): ScheduledMigration {
  const migration = psqlMigration(`by hand, ahead of ${at}`, at, sql);
  const script = parseScript(sql, migration.reader);
  const [scheduled] = schedule([{ migration, script, judged: false }], "one change", counter(-1));
  return scheduled as ScheduledMigration;
}
