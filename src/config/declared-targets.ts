import type { DeclaredTarget } from "../migrations/selection.ts";
import type { ConfigFile } from "./config-schema.ts";
import { targetCommand } from "./target-command.ts";

/**
 * The targets of a config file.
 *
 * @param inRoot a path of the file, relative to the repository's root.
 * @throws {UsageError} for a command that cannot be split into words.
 */
export function declaredTargets(
  { targets = [] }: Pick<ConfigFile, "targets">,
  inRoot: (typed: string) => string,
): DeclaredTarget[] {
  return targets.map(
    ({ dir, prelude, command, setup, schemaCheck, cwd, env, passEnv, timeout, ...target }) => ({
      ...target,
      dir: inRoot(dir),
      ...targetCommand(
        { command, setup, schemaCheck, env, passEnv, timeout, historyTable: target.historyTable },
        inRoot(cwd ?? "."),
      ),
      ...(prelude === undefined ? {} : { prelude: isHosting(prelude) ? prelude : inRoot(prelude) }),
    }),
  );
}

/** A prelude is a hosting's name ("supabase") or a path, which has a dot or a slash. */
function isHosting(prelude: string): boolean {
  return /^[a-z]+$/.test(prelude);
}
