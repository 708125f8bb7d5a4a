/** What a rehearsal finds in the shadow's catalog before the change and after it. */
import { differingFacts, factsIn, readCatalog as readTexts } from "../drift/catalog/extract.ts";
import type { Facts } from "../drift/catalog/fact.ts";
import { OPTIONAL_OBJECTS, type OptionalFacts } from "../drift/catalog/optional-facts.ts";
import { setForReading } from "../drift/catalog/session.ts";
import { QueryRefused, type Session } from "../shadow/engines/session.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";

/**
 * What of the catalog differs before the change and after all of it that could be run, in the words of one server. What is the
 * same, down to its OID, stands in neither.
 */
export interface CatalogChange {
  readonly before: Facts;
  readonly after: Facts;
  /** All of the change was run, and nothing of it failed. */
  readonly isWhole: boolean;
  /** Extensions that the shadow lacks: declarations of ours may stand for their objects. */
  readonly missingExtensions: readonly string[];
}

export class CatalogWitness implements Witness {
  readonly #optional: readonly OptionalFacts[];
  #before: readonly string[] | null = null;
  #after: readonly string[] | null = null;

  /** @param optional what is read besides the schema, for `whole` */
  constructor(optional: readonly OptionalFacts[] = []) {
    this.#optional = optional;
  }

  /** Throws ShadowLost. */
  async before(session: Session): Promise<void> {
    this.#before = await readCatalogTexts(session, this.#optional);
  }

  asksFor(): boolean {
    return false;
  }

  async after(): Promise<void> {}

  /** Throws ShadowLost. */
  async end(session: Session): Promise<void> {
    this.#after = await readCatalogTexts(session, this.#optional);
  }

  /** All that was read. Null: the rehearsal did not come that far, or the catalog could not be read. */
  whole(): { readonly before: Facts | null; readonly after: Facts | null } {
    const [before, after] = [this.#before, this.#after];
    return { before: before && factsIn(before), after: after && factsIn(after) };
  }

  /** What of the schema alone differs. Null: one of the two is not known. */
  result(): Pick<CatalogChange, "before" | "after"> | null {
    if (this.#before === null || this.#after === null) return null;
    const [before, after] = differingFacts(this.#before, this.#after);
    return { before: schemaOf(before), after: schemaOf(after) };
  }
}

function schemaOf(facts: Facts): Facts {
  return new Map([...facts].filter(([, { object }]) => !OPTIONAL_OBJECTS.has(object)));
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
  const texts = await readCatalogTexts(session, optional, inTransaction);
  return texts && factsIn(texts);
}

async function readCatalogTexts(
  session: Session,
  optional: readonly OptionalFacts[],
  inTransaction = false,
): Promise<readonly string[] | null> {
  const [begin, end] = inTransaction
    ? ["SAVEPOINT lockgate_catalog", "ROLLBACK TO lockgate_catalog; RELEASE lockgate_catalog"]
    : ["BEGIN", "ROLLBACK"];
  const { error } = await session.exec(begin);
  if (error !== null) return null;
  try {
    await setForReading(session, "transaction", UNHINDERED);
    return await readTexts(session, optional);
  } catch (refused) {
    if (!(refused instanceof QueryRefused)) throw refused;
    return null;
  } finally {
    await session.exec(end);
  }
}
