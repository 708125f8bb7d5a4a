import type { Surveyed } from "../migrations/survey.ts";
import { DatabaseUrlError } from "../postgres/database-url.ts";
import { type Live, LiveFailure, readLive } from "../production/live.ts";
import { type Identity, identityOf } from "../shadow/engines/server-identity.ts";
import { readCatalog } from "./catalog/extract.ts";
import type { OptionalFacts } from "./catalog/optional-facts.ts";
import { isUtc, ownTimeZone, setForReading } from "./catalog/session.ts";
import { byDatabase, type NamedSource } from "./database-source.ts";
import { attemptEach } from "./fleet/attempts.ts";
import { type HistoryTable, readHistoryTable } from "./history/table.ts";
import { type DatabaseState, SeenDatabases } from "./seen-databases.ts";
import { readTenants } from "./tenants/read-tenants.ts";

/** What one live database says, all of one moment. */
export interface LiveDatabase {
  readonly name: string;
  readonly state: DatabaseState;
  readonly identity: Identity;
  readonly reason: null;
}

export interface UnreadDatabase {
  readonly name: string;
  /** Why it could not be read, without credentials. */
  readonly reason: string;
  /** Never printed. */
  readonly url: string;
}

/** Connections at once: a fleet may have thousands of databases on one server, and each is asked for seconds. */
const AT_ONCE = 8;

/** Milliseconds for one attempt to read a database. */
const WHOLE_READ = 60_000;

/** Milliseconds before another attempt. */
const PAUSES = [200, 600, 1_800];

/** In the order of the sources. */
export async function readDatabases(
  sources: readonly NamedSource[],
  targets: readonly Surveyed[],
  options: ReadOptions,
): Promise<(LiveDatabase | UnreadDatabase)[]> {
  const seen = new SeenDatabases();
  const { signal, onRead } = options;
  const groups = byDatabase(sources);
  const results = await attemptEach<(typeof groups)[number], readonly LiveDatabase[] | Failure>(
    groups,
    {
      atOnce: AT_ONCE,
      pauses: PAUSES,
      mayPass: (result) => result instanceof LiveFailure && isPassing(result),
      onDone: (done) => onRead?.(done, groups.length),
      signal,
    },
    (group) => readDatabase(group, targets, seen, options),
  );
  const databases: (LiveDatabase | UnreadDatabase)[] = [];
  for (const [at, group] of groups.entries()) {
    const result = results[at] ?? [];
    for (const [nth, { source, index }] of group.entries()) {
      const { name, url } = source;
      const read = result instanceof Error ? { name, reason: result.message, url } : result[nth];
      if (read !== undefined) databases[index] = read;
    }
  }
  return databases;
}

type Failure = LiveFailure | DatabaseUrlError;

interface ReadOptions {
  readonly include: readonly OptionalFacts[];
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Is told how many databases have been asked, of how many. */
  readonly onRead?: ((done: number, of: number) => void) | undefined;
}

/**
 * A server that is restarting, starting up or full, by the codes of PostgreSQL and Node; and what poolers say of the
 * last, who have no code for it. A wrong password and a database that is not there stay as they are.
 */
function isPassing({ code, message }: LiveFailure): boolean {
  if (code !== null && PASSING.has(code)) return true;
  return /Connection terminated unexpectedly|no more connections|max client connections/i.test(message);
}

const PASSING: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EAI_AGAIN",
  // too_many_connections; admin_shutdown, crash_shutdown, cannot_connect_now
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/** Reads histories and catalogs in one read-only transaction. A database that cannot be read is a result. */
async function readDatabase(
  group: ReturnType<typeof byDatabase<NamedSource>>[number],
  targets: readonly Surveyed[],
  seen: SeenDatabases,
  options: ReadOptions,
): Promise<readonly LiveDatabase[] | Failure> {
  const [first] = group;
  if (first === undefined) return [];
  const schemas = group.flatMap(({ schema }) => schema ?? []);
  const isShared = schemas.length > 1;
  const limits = isShared ? TENANTS_READ : { whole: WHOLE_READ };
  try {
    return await readLive(
      first.source.url,
      options.env,
      async (live) => {
        const states = isShared
          ? await readTenants(live, schemas, targets, seen, options)
          : [await readState(live, targets, seen, options)];
        const identity = await identityOf(live);
        return states.map((state, at) => {
          const name = group[at]?.source.name ?? first.source.name;
          return { name, state, identity, reason: null };
        });
      },
      { ...limits, signal: options.signal },
    );
  } catch (error) {
    if (error instanceof DatabaseUrlError || error instanceof LiveFailure) return error;
    throw error;
  }
}

/** The catalog of thousands of schemas takes a server longer. */
const TENANTS_READ = { statement: 60_000, whole: 300_000 };

async function readState(
  live: Live,
  targets: readonly Surveyed[],
  seen: SeenDatabases,
  { include }: ReadOptions,
): Promise<DatabaseState> {
  const zone = await ownTimeZone(live);
  await setForReading(live, "transaction");
  const histories = new Map<Surveyed, HistoryTable>();
  for (const surveyed of targets) {
    const { target, folder } = surveyed;
    const { history: reader } = folder.tool;
    if (reader === undefined) continue;
    const wanted = { reader, table: target.history, schema: live.schema };
    histories.set(surveyed, await readHistoryTable(live, wanted));
  }
  const texts = await readCatalog(live, include, false);
  let localTexts: string[] | null = null;
  if (!isUtc(zone)) {
    await setForReading(live, "transaction", { TimeZone: zone });
    localTexts = await readCatalog(live, include, false);
  }
  return seen.keep(histories, texts, localTexts, live.schema);
}
