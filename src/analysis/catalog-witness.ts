/** What a rehearsal finds in the shadow's catalog before the change and after it. */
import { extractFacts } from "../drift/catalog/extract.ts";
import type { Facts } from "../drift/catalog/fact.ts";
import type { OptionalFacts } from "../drift/catalog/optional-facts.ts";
import { setForReading } from "../drift/catalog/session.ts";
import { QueryRefused, type Session } from "../shadow/engines/session.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";

/** The catalog before the change and after all of it that could be run, in the words of one server. */
export interface CatalogChange {
  readonly before: Facts;
  readonly after: Facts;
  /** All of the change was run, and nothing of it failed. */
  readonly isWhole: boolean;
  /** Extensions that the shadow lacks: declarations of ours may stand for their objects. */
  readonly missingExtensions: readonly string[];
}

export class CatalogWitness implements Witness {
  #before: Facts | null = null;
  #after: Facts | null = null;

  /** Throws ShadowLost. */
  async before(session: Session): Promise<void> {
    this.#before = await readCatalog(session);
  }

  async after(): Promise<void> {}

  /** Throws ShadowLost. */
  async end(session: Session): Promise<void> {
    if (this.#before !== null) this.#after = await readCatalog(session);
  }

  /** Null: the rehearsal did not come to its end, or the catalog could not be read. */
  result(): Pick<CatalogChange, "before" | "after"> | null {
    return this.#before && this.#after && { before: this.#before, after: this.#after };
  }
}

/** What a migration may have set, and what would keep the catalog from being read. */
const UNHINDERED = { role: "none", statement_timeout: "0", lock_timeout: "0" };

/**
 * Every fact of a shadow's catalog. The session is left with its settings, and a transaction that is open on it as it was.
 * Null: PostgreSQL refuses to show it. Throws ShadowLost.
 */
export async function readCatalog(
  session: Session,
  optional: readonly OptionalFacts[] = [],
  inTransaction = false,
): Promise<Facts | null> {
  const [begin, end] = inTransaction
    ? ["SAVEPOINT lockgate_catalog", "ROLLBACK TO lockgate_catalog; RELEASE lockgate_catalog"]
    : ["BEGIN", "ROLLBACK"];
  const { error } = await session.exec(begin);
  if (error !== null) return null;
  try {
    await setForReading(session, "transaction", UNHINDERED);
    return await extractFacts(session, optional);
  } catch (refused) {
    if (!(refused instanceof QueryRefused)) throw refused;
    return null;
  } finally {
    await session.exec(end);
  }
}
