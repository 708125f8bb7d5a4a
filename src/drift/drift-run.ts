import type { NotJudged } from "../migrations/failure.ts";
import type { ToolId } from "../migrations/migration.ts";
import type { ConfiguredBase, DeclaredTarget, SelectOptions } from "../migrations/selection.ts";
import { survey } from "../migrations/survey.ts";
import type { Tree } from "../migrations/tree.ts";
import { readyShadow } from "../shadow/engines/open-shadow.ts";
import type { Live } from "../shadow/engines/server-identity.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import { loadParser } from "../sql/parse.ts";
import type { CaptureChain } from "./captured-chain.ts";
import type { OptionalFacts } from "./catalog/optional-facts.ts";
import { type DatabaseSource, withNames } from "./database-source.ts";
import { targetsOf } from "./database-targets.ts";
import { fleetOf } from "./fleet/fingerprint.ts";
import { type Shard, type Share, shareOf } from "./fleet/shard.ts";
import type { Checkout } from "./history/part.ts";
import { type LiveDatabase, readDatabases, type UnreadDatabase } from "./live-database.ts";
import { notApplicable, notChecked, type WithoutComparison } from "./outcome.ts";
import type { SchemaChecks } from "./schema/schema-check.ts";
import type { DatabaseState } from "./seen-databases.ts";

export interface DriftOptions {
  /** Absolute. */
  readonly cwd: string;
  /** Folders of migrations, as typed; none: all below `cwd`. */
  readonly paths: readonly string[];
  /** Folders to look in when no paths are given; default: `cwd`. */
  readonly below?: readonly string[];
  readonly tool: ToolId | null;
  readonly declared: readonly DeclaredTarget[];
  /** As `SelectOptions.isCaptured`. */
  readonly isCaptured?: SelectOptions["isCaptured"];
  /** `--base`, or null. */
  readonly base: string | null;
  readonly configured?: ConfiguredBase;
  /** The live databases; none: only what git and the schema file show. */
  readonly databases: readonly DatabaseSource[];
  /** The share of the databases that is asked, or null: all. */
  readonly shard?: Shard | null;
  /** Whether what git alone shows is reported, too: merged migrations that this work edits. Default: true. */
  readonly git?: boolean;
  /** "pglite", "docker:<image>" or a server's URL. */
  readonly shadow: string;
  /** Where snapshots are kept, or null: nowhere. */
  readonly cache: string | null;
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly include: readonly OptionalFacts[];
  /** A schema file that cannot be checked makes the verdict `not-checked`. */
  readonly requireSchema: boolean;
  /** What the code of captured targets sends; left out: none of it is run. */
  readonly captureChain?: CaptureChain;
  /** What the targets' own schema checks said, where that is known already. */
  readonly schemaChecks?: SchemaChecks;
  /** Why nothing that the repository has installed may be run ("under pull_request_target ..."); absent: it may. */
  readonly noInstalledCode?: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export const NO_DATABASE_GIVEN = "no database given (--database-url)";

const EMPTY_SHARE = "no database falls into this share";

/** What all parts of one check share: the repository and the live databases, each read once. */
export interface DriftRun {
  readonly options: DriftOptions;
  /** Absolute. */
  readonly root: string;
  /** The working tree. */
  readonly tree: Tree;
  /** Those that have anything to compare. */
  readonly targets: readonly DriftTarget[];
  /** Folders of other databases. */
  readonly others: readonly NotJudged[];
  readonly databases: readonly (LiveDatabase | UnreadDatabase)[];
  /** Why there is no database to compare with, where there is none. */
  readonly noDatabase: WithoutComparison;
  /** The run that this one is a share of, or null. */
  readonly share: Share | null;
  /** What must never be taken for a shadow. */
  readonly live: Live;
}

export interface DriftTarget extends Checkout {
  /** What the live databases that are its own say. */
  readonly states: ReadonlySet<DatabaseState>;
}

/**
 * Reads the repository and all live databases. The parser is loaded, too, and a shadow gets ready: to be followed by
 * `endReady`.
 *
 * @throws {ShadowRefused} where the shadow is one of those databases, or holds anything.
 */
export async function startRun(options: DriftOptions): Promise<DriftRun> {
  const { cwd, paths, below, tool, declared, isCaptured, base, configured, env, shadow } = options;
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
      ...(isCaptured && { isCaptured }),
      env,
    }),
    loadParser(),
  ]);
  const { root, tree, others, repository } = found;
  const surveyed = found.targets.filter(({ entries, edits }) => entries.length > 0 || edits.length > 0);
  const { shard = null } = options;
  const named = withNames(options.databases, env);
  const share =
    shard === null
      ? null
      : {
          shard,
          fleet: fleetOf(
            named.map(({ name }) => name),
            surveyed,
            options,
          ),
        };
  const noDatabase = share === null ? notChecked(NO_DATABASE_GIVEN) : notApplicable(EMPTY_SHARE);
  const common = { options, root, tree, others, share, noDatabase };
  if (surveyed.length === 0) return { ...common, targets: [], databases: [], live: [] };
  const sources = shard === null ? named : shareOf(named, shard);
  // Databases take seconds to read, and all that their catalogs are compared with is replayed.
  if (sources.length > 0 && surveyed.some(({ folder }) => folder.notRead === null)) readyShadow(shadow);
  const databases = await readDatabases(sources, surveyed, {
    ...options,
    onRead: (done, of) => options.onProgress?.({ stage: "reading", done, of }),
  });
  // One that could not be read is asked once more by its URL: nobody knows which it is.
  const live = databases.map((database) => (database.reason === null ? database.identity : database.url));
  if (/^postgres(?:ql)?:\/\//.test(shadow)) {
    const { refuseShadow } = await import("../shadow/engines/refuse-shadow.ts");
    await refuseShadow(shadow, live);
  }
  const readable = databases.filter((database) => database.reason === null);
  const states = new Set(readable.map(({ state }) => state));
  const owners = new Map([...states].map((state) => [state, targetsOf(state, found.targets)]));
  const targets = surveyed.map((one) => ({
    surveyed: one,
    repository,
    base: found.base,
    tellsGit: options.git ?? true,
    states: new Set([...states].filter((state) => owners.get(state)?.has(one))),
  }));
  return { ...common, targets, databases, live };
}
