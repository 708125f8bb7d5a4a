import type { Surveyed } from "../migrations/survey.ts";
import { DatabaseUrlError } from "../postgres/database-url.ts";
import { LiveFailure, readLive } from "../production/live.ts";
import { type Identity, identityOf } from "../shadow/engines/server-identity.ts";
import { extractFacts } from "./catalog/extract.ts";
import type { Facts } from "./catalog/fact.ts";
import type { OptionalFacts } from "./catalog/optional-facts.ts";
import { ownTimeZone, setForReading } from "./catalog/session.ts";
import type { NamedSource } from "./database-source.ts";
import { type HistoryTable, readHistoryTable } from "./history/table.ts";

/** What one live database says, all of one moment. */
export interface LiveDatabase {
  readonly name: string;
  /** The history of each target whose tool's history is read. */
  readonly histories: ReadonlyMap<Surveyed, HistoryTable>;
  readonly facts: Facts;
  /** The same in the time zone of its own sessions; null: that is UTC. */
  readonly localFacts: Facts | null;
  /** `?schema=` of its URL, or null. */
  readonly schema: string | null;
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

/** A few at a time: a fleet may have hundreds, and each is asked for seconds. */
const AT_ONCE = 8;

/** In the order of the sources. */
export async function readDatabases(
  sources: readonly NamedSource[],
  targets: readonly Surveyed[],
  options: ReadOptions,
): Promise<(LiveDatabase | UnreadDatabase)[]> {
  const results: (LiveDatabase | UnreadDatabase)[] = [];
  const waiting = [...sources.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      options.signal?.throwIfAborted();
      const [index, source] = next;
      results[index] = await readDatabase(source, targets, options);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

interface ReadOptions {
  readonly include: readonly OptionalFacts[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Reads histories and catalogs in one read-only transaction. A database that cannot be read is a result. */
async function readDatabase(
  { url, name }: NamedSource,
  targets: readonly Surveyed[],
  { include, env }: ReadOptions,
): Promise<LiveDatabase | UnreadDatabase> {
  try {
    return await readLive(url, env, async (live) => {
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
      const facts = await extractFacts(live, include);
      let localFacts: Facts | null = null;
      if (!/^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/i.test(zone)) {
        await setForReading(live, "transaction", { TimeZone: zone });
        localFacts = await extractFacts(live, include);
      }
      const identity = await identityOf(live);
      return { name, histories, facts, localFacts, schema: live.schema, identity, reason: null };
    });
  } catch (error) {
    if (error instanceof DatabaseUrlError || error instanceof LiveFailure)
      return { name, reason: error.message, url };
    throw error;
  }
}
