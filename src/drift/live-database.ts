import type { Surveyed } from "../migrations/survey.ts";
import { DatabaseUrlError } from "../postgres/database-url.ts";
import { LiveFailure, readLive } from "../production/live.ts";
import { type Identity, identityOf } from "../shadow/engines/server-identity.ts";
import { readCatalog } from "./catalog/extract.ts";
import type { OptionalFacts } from "./catalog/optional-facts.ts";
import { ownTimeZone, setForReading } from "./catalog/session.ts";
import type { NamedSource } from "./database-source.ts";
import { attemptEach } from "./fleet/attempts.ts";
import { type HistoryTable, readHistoryTable } from "./history/table.ts";
import { type DatabaseState, SeenDatabases } from "./seen-databases.ts";

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
  const results = await attemptEach<NamedSource, LiveDatabase | LiveFailure | DatabaseUrlError>(
    sources,
    {
      atOnce: AT_ONCE,
      pauses: PAUSES,
      mayPass: (result) => result instanceof LiveFailure && isPassing(result),
      onDone: (done) => onRead?.(done, sources.length),
      signal,
    },
    (source) => readDatabase(source, targets, seen, options),
  );
  return results.map((result, index) => {
    if (!(result instanceof Error)) return result;
    const { name = "", url = "" } = sources[index] ?? {};
    return { name, reason: result.message, url };
  });
}

interface ReadOptions {
  readonly include: readonly OptionalFacts[];
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
  { url, name }: NamedSource,
  targets: readonly Surveyed[],
  seen: SeenDatabases,
  { include, env, signal }: ReadOptions,
): Promise<LiveDatabase | LiveFailure | DatabaseUrlError> {
  try {
    return await readLive(
      url,
      env,
      async (live) => {
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
        if (!/^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/i.test(zone)) {
          await setForReading(live, "transaction", { TimeZone: zone });
          localTexts = await readCatalog(live, include, false);
        }
        const identity = await identityOf(live);
        return { name, state: seen.keep(histories, texts, localTexts, live.schema), identity, reason: null };
      },
      { whole: WHOLE_READ, signal },
    );
  } catch (error) {
    if (error instanceof DatabaseUrlError || error instanceof LiveFailure) return error;
    throw error;
  }
}
