import type { Script, Statement } from "../../sql/statement.ts";
import { extensionsIn } from "../platforms/extensions.ts";
import { roleNamesIn } from "./roles.ts";
import type { ScheduledMigration, ScriptNames } from "./scheduled-migration.ts";

const READ = new WeakMap<Script, ScriptNames>();

/** The statements of a migration are not asked for where its names are known. */
export function namesOf(scheduled: ScheduledMigration): ScriptNames {
  if (scheduled.names !== undefined) return scheduled.names;
  const { script } = scheduled;
  const names = READ.get(script) ?? namesIn(script.statements);
  READ.set(script, names);
  return names;
}

function namesIn(statements: readonly Statement[]): ScriptNames {
  return { extensions: extensionsIn(statements), roles: roleNamesIn(statements) };
}
