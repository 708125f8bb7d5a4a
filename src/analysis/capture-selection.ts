/** Gets the recording by which a selection of a code-first target is judged: from a file, or from a run of its command. */
import { join } from "node:path";
import { capture } from "../capture/capture.ts";
import type { MigrationFile } from "../capture/history.ts";
import type { Recording } from "../capture/recording.ts";
import type { CapturedCommand } from "../capture/run.ts";
import type { Selection, TargetCommand } from "../migrations/selection.ts";
import { rowNamesOf } from "../migrations/tools/row-names.ts";
import { cacheFolder } from "../shadow/engines/cache.ts";
import { openShadow } from "../shadow/engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../shadow/engines/shadow.ts";
import { targetSetup } from "../shadow/platforms/target-setup.ts";
import { emptyRecord, RehearsalState } from "../shadow/rehearse/rehearsal-state.ts";
import { setUp } from "../shadow/rehearse/set-up.ts";

export interface CaptureSelectionOptions {
  /** The top of the working tree, absolute. */
  readonly root: string;
  readonly command: TargetCommand;
  /** The commit that the migrations are new against, or null. */
  readonly base: string | null;
  /** "pglite", "docker:<image>" or a server's URL. */
  readonly shadow: string;
  /** The live database, never to be taken for a shadow, or null. */
  readonly live: string | null;
  /** Neither read nor write snapshots of what bases leave. */
  readonly noCache: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Runs the command of a target. @throws {ShadowUnavailable} */
export async function captureSelection(
  { target, migrations, judged }: Pick<Selection, "target" | "migrations" | "judged">,
  options: CaptureSelectionOptions,
): Promise<Recording> {
  const { root, command, base, shadow, live, noCache, env, signal } = options;
  const files = migrations.map(
    ({ id, tool, path, sql }): MigrationFile => ({
      id,
      path,
      source: sql,
      keys: rowNamesOf(tool, path, sql),
    }),
  );
  const { folder } = noCache || shadow !== "pglite" ? { folder: null } : cacheFolder(env, root);
  const setup = await targetSetup(target, root);
  const created = migrations.flatMap(({ sql }) => extensionsNamed(sql));
  const openWith = async (extensions: readonly string[], snapshot: string | null): Promise<Shadow> => {
    const opened = await openShadow(shadow, {
      extensions,
      live,
      limits: LIMITS,
      roles: [],
      snapshot,
    });
    const state = await RehearsalState.begin(
      opened,
      { settings: [], gaps: [], outside: null },
      emptyRecord(true),
    );
    if (opened.about === null) await setUp(state, { schema: null, outside: null, ...setup });
    return opened;
  };
  return capture({
    root,
    dir: target.dir,
    tool: target.tool,
    historyTable: command.historyTable,
    command: commandIn(root, command),
    setup: command.setup && commandIn(root, { ...command, argv: command.setup }),
    schemaCheck: command.schemaCheck && commandIn(root, { ...command, argv: command.schemaCheck }),
    files,
    judged,
    base,
    extensions: [...new Set([...target.extensions, ...created])],
    openShadow: openWith,
    snapshots: folder === null ? null : { folder, database: [setup, target.extensions] },
    env,
    signal,
  });
}

function commandIn(root: string, { argv, cwd, env, passEnv, timeout }: TargetCommand): CapturedCommand {
  return { argv, cwd: join(root, cwd), env, passEnv, timeoutMs: timeout * 1000 };
}

/** Extensions that code creates, by what its text says; one that it does not say is seen when the server refuses it. */
function extensionsNamed(source: string): string[] {
  const found = source.matchAll(/\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?\\?["'`]?([\w-]+)/gi);
  return [...found].map(([, name = ""]) => name.toLowerCase());
}
