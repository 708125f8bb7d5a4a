import type { Surveyed } from "../migrations/survey.ts";
import { DatabaseUrlError } from "../postgres/database-url.ts";
import { LiveFailure, readLive } from "../production/live.ts";
import { type Identity, identityOf } from "../shadow/engines/server-identity.ts";
import { extractFacts } from "./catalog/extract.ts";
import type { Facts } from "./catalog/fact.ts";
import type { OnRequest } from "./catalog/optional-facts.ts";
import { ownTimeZone, setForReading } from "./catalog/session.ts";
import type { NamedSource } from "./database-names.ts";
import { type HistoryTable, readHistoryTable } from "./history/table.ts";

/** A live database to ask: its URL, and how reports call it. */
export interface DatabaseSource {
  /** Never printed. */
  readonly url: string;
  /** Given by the user, or null: then `host:port/database`. */
  readonly name: string | null;
}

/** What one live database says, all of one moment. */
export interface LiveDatabase {
  readonly name: string;
  readonly major: number;
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

/** Reads histories and catalogs in one read-only transaction. A database that cannot be read is a result. */
export async function readDatabase(
  { url, name }: NamedSource,
  targets: readonly Surveyed[],
  onRequest: readonly OnRequest[],
  env: Readonly<Record<string, string | undefined>>,
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
      const facts = await extractFacts(live, onRequest);
      let localFacts: Facts | null = null;
      if (!/^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/i.test(zone)) {
        await setForReading(live, "transaction", { TimeZone: zone });
        localFacts = await extractFacts(live, onRequest);
      }
      const { major, schema } = live;
      return {
        name,
        major,
        histories,
        facts,
        localFacts,
        schema,
        identity: await identityOf(live),
        reason: null,
      };
    });
  } catch (error) {
    if (error instanceof DatabaseUrlError || error instanceof LiveFailure)
      return { name, reason: error.message, url };
    throw error;
  }
}
