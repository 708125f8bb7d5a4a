/** Which command of a code-first target may be run: the one that has been reviewed. */
import { isDeepStrictEqual } from "node:util";
import type { DeclaredTarget, TargetCommand } from "../migrations/selection.ts";

export interface CommandOptions {
  readonly declared: readonly DeclaredTarget[];
  /** The targets of the config that the base has; null: nothing is compared with a base. */
  readonly merged: readonly DeclaredTarget[] | null;
  /** That of the one code-first target, as typed; null: the config's. */
  readonly command: TargetCommand | null;
  /** Whether the targets' own schema checks are run; for what has nothing new, too. */
  readonly checksSchema: boolean;
  /** Why no code of the repository may be run, as the end of a sentence, or null. */
  readonly forbidden: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Decided {
  /** The command that is run, or why none is. */
  readonly command: TargetCommand | string;
  readonly remark: string | null;
}

/** What may be run of a target. */
export function commandFor(dir: string, options: CommandOptions): Decided {
  const { command, refused, remark } = reviewedFor(dir, options);
  const { forbidden } = options;
  if (command === undefined) return { command: "no command says how it is run", remark: null };
  if (forbidden !== null) return { command: `its command is not run: ${forbidden}`, remark: null };
  return { command: refused ?? command, remark };
}

interface Reviewed {
  /** Undefined where there is none. */
  readonly command: TargetCommand | undefined;
  /** Why it may not be run, although nothing else is known; else null. */
  readonly refused: string | null;
  readonly remark: string | null;
}

/**
 * The command that counts is the one that has been reviewed: the base's, whatever the change makes of it. One that the base does not
 * have yet counts where a person typed it or sits in front of it.
 */
function reviewedFor(dir: string, { command, declared, merged, env }: CommandOptions): Reviewed {
  const plain = { refused: null, remark: null };
  if (command !== null) return { ...plain, command };
  const own = commandIn(declared, dir);
  if (own === undefined || merged === null) return { ...plain, command: own };
  const reviewed = commandIn(merged, dir);
  if (reviewed === undefined) return { ...plain, command: own, refused: env.CI ? NOT_MERGED : null };
  if (isDeepStrictEqual(own, reviewed)) return { ...plain, command: own };
  const remark = `This change rewrites the command of ${dir}: the base's was run.`;
  return { ...plain, command: reviewed, remark };
}

const NOT_MERGED = "its command is not on the base branch yet, and only what is merged is run in CI";

function commandIn(targets: readonly DeclaredTarget[], dir: string): TargetCommand | undefined {
  return targets.find((target) => target.dir === dir)?.command;
}

/** Whether the command that counts has a schema check. */
export function wantsSchemaCheck(dir: string, options: CommandOptions): boolean {
  const { command } = reviewedFor(dir, options);
  return options.checksSchema && command !== undefined && command.schemaCheck !== null;
}
