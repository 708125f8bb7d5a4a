import { UsageError } from "../migrations/failure.ts";
import type { ToolId } from "../migrations/migration.ts";
import type { ConfiguredBase, DeclaredTarget } from "../migrations/selection.ts";
import { type Survey, type Surveyed, survey } from "../migrations/survey.ts";
import { ShadowRefused } from "../shadow/engines/shadow.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { loadParser } from "../sql/parse.ts";
import type { OnRequest } from "./catalog/optional-facts.ts";
import { liveOf } from "./catalog-question.ts";
import { type NamedSource, withNames } from "./database-names.ts";
import type { DriftedDatabase, DriftReport } from "./drift-report.ts";
import {
  type DatabaseSource,
  type LiveDatabase,
  readDatabase,
  type UnreadDatabase,
} from "./live-database.ts";
import { verdictOf, worst } from "./outcome.ts";
import { outcomeOf, reported, type TargetOutcome } from "./target.ts";

export interface DriftOptions {
  /** Absolute. */
  readonly cwd: string;
  /** Folders of migrations, as typed; none: all below `cwd`. */
  readonly paths: readonly string[];
  /** Folders to look in when no paths are given; default: `cwd`. */
  readonly below?: readonly string[];
  readonly tool: ToolId | null;
  readonly declared: readonly DeclaredTarget[];
  /** `--base`, or null. */
  readonly base: string | null;
  readonly configured?: ConfiguredBase;
  /** The live databases; none: only what git and the schema file show. */
  readonly databases: readonly DatabaseSource[];
  /** Whether what git alone shows is told, too: merged migrations that this work edits. Default: true. */
  readonly git?: boolean;
  /** "pglite", "docker:<image>" or a server's URL. */
  readonly shadow: string;
  /** Where snapshots are kept, or null: nowhere. */
  readonly cache: string | null;
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly include: readonly OnRequest[];
  /** A schema file that cannot be checked makes the verdict `not-checked`. */
  readonly requireSchema: boolean;
  /** Why nothing that the repository has installed may be run ("under pull_request_target ..."); absent: it may. */
  readonly noInstalledCode?: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Drifted {
  readonly report: DriftReport;
  /** Of the contract: 0 clean, 1 drifted, 3 no migrations found, 4 not checked or error. */
  readonly exit: number;
  /** Lines for stderr: why there was nothing to check. */
  readonly said: readonly string[];
}

const EXIT_CODES = { clean: 0, drifted: 1, "not-checked": 4, error: 4 } as const;

/**
 * Whether history, catalog and schema file still agree.
 *
 * @throws {UsageError} for what the user has to mend first, a shadow that is refused among it.
 */
export async function drift(options: DriftOptions): Promise<Drifted> {
  try {
    return await driftOf(options);
  } catch (error) {
    if (error instanceof ShadowRefused) throw new UsageError(error.message, error.hint);
    throw error;
  }
}

async function driftOf(options: DriftOptions): Promise<Drifted> {
  const { cwd, paths, below, tool, declared, base, configured, env } = options;
  const [found] = await Promise.all([
    survey({
      cwd,
      paths,
      ...(below && { below }),
      all: false,
      base,
      ...(configured && { configured }),
      staged: false,
      tool,
      declared,
      env,
    }),
    loadParser(),
  ]);
  const targets = found.targets.filter(({ entries, edits }) => entries.length > 0 || edits.length > 0);
  if (targets.length === 0) return nothingFound(found);
  const databases = await readAll(withNames(options.databases, env), targets, options);
  if (/^postgres(?:ql)?:\/\//.test(options.shadow)) {
    const { refuseShadow } = await import("../shadow/engines/refuse-shadow.ts");
    await refuseShadow(options.shadow, liveOf(databases));
  }
  const outcomes: TargetOutcome[] = [];
  for (const surveyed of targets) outcomes.push(await outcomeOf(surveyed, found, databases, options));
  const report: DriftReport = {
    schema: "lockgate/drift@1",
    verdict: worst([
      ...databases.map(({ reason }) => (reason === null ? "clean" : "error")),
      verdict(outcomes),
    ]),
    targets: outcomes.map(reported),
    databases: databases.map((database) => reportedDatabase(database, outcomes)),
  };
  return { report, exit: EXIT_CODES[report.verdict], said: [] };
}

function verdict(outcomes: readonly TargetOutcome[]) {
  // A target without any part that applies was not checked at all.
  return worst(
    outcomes.map(({ history, catalog, schema }) =>
      verdictOf([...history.values(), ...catalog.values(), schema]),
    ),
  );
}

/** A few at a time: a fleet may have hundreds, and each is asked for seconds. */
const AT_ONCE = 8;

async function readAll(
  databases: readonly NamedSource[],
  targets: readonly Surveyed[],
  { include, env, signal }: DriftOptions,
): Promise<(LiveDatabase | UnreadDatabase)[]> {
  const results: (LiveDatabase | UnreadDatabase)[] = [];
  const waiting = [...databases.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal?.throwIfAborted();
      const [index, source] = next;
      results[index] = await readDatabase(source, targets, include, env);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

function reportedDatabase(
  { name, reason }: LiveDatabase | UnreadDatabase,
  outcomes: readonly TargetOutcome[],
): DriftedDatabase {
  if (reason !== null) return { name, state: "error", reason };
  const own = outcomes.flatMap(({ history, catalog }) =>
    [history.get(name) ?? [], catalog.get(name) ?? []].flat(),
  );
  return { name, state: verdictOf(own), reason: null };
}

function nothingFound({ others }: Survey): Drifted {
  const said = ["no PostgreSQL migrations found", ...others.map(({ dir, reason }) => `${dir}: ${reason}`)];
  const report = { schema: "lockgate/drift@1", verdict: "not-checked", targets: [], databases: [] } as const;
  return { report, exit: 3, said };
}
