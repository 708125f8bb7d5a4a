/** Several schemas of one database, each with a history of its own, read over one connection. */
import type { Surveyed } from "../../migrations/survey.ts";
import type { Live } from "../../production/live.ts";
import { factsIn, readCatalog } from "../catalog/extract.ts";
import type { OptionalFacts } from "../catalog/optional-facts.ts";
import { isUtc, ownTimeZone, setForReading } from "../catalog/session.ts";
import { type Candidate, findCandidates, type HistoryTable, readChosen } from "../history/table.ts";
import type { DatabaseState, SeenDatabases } from "../seen-databases.ts";
import { namesOneTenant, TenantFacts, tenantState } from "./tenant-states.ts";

interface TenantOptions {
  readonly include: readonly OptionalFacts[];
  readonly schemas: readonly string[] | null;
  readonly ignore: readonly string[];
}

/** The states of the tenants of these schemas, in their order. */
export async function readTenants(
  live: Live,
  schemas: readonly string[],
  targets: readonly Surveyed[],
  seen: SeenDatabases,
  { include, schemas: only, ignore }: TenantOptions,
): Promise<DatabaseState[]> {
  const zone = await ownTimeZone(live);
  await setForReading(live, "transaction");
  const histories: ReadonlyMap<string, Map<Surveyed, HistoryTable>> = new Map(
    schemas.map((schema) => [schema, new Map()]),
  );
  // One that is listed is a tenant, also where its history was lost: that is told of it, and not of the others.
  const tenants = new Set(schemas);
  for (const surveyed of targets) {
    const { history: reader } = surveyed.folder.tool;
    if (reader === undefined) continue;
    const wanted = { reader, table: surveyed.target.history };
    const bySchema = grouped(await findCandidates(live, wanted));
    for (const schema of bySchema.keys()) tenants.add(schema);
    for (const [at, [schema, own]] of [...histories].entries()) {
      if (at % TABLES_AT_ONCE === 0) await live.query(at === 0 ? MARK : `${BACK}; ${MARK}`);
      own.set(surveyed, await readChosen(live, { ...wanted, schema }, bySchema.get(schema) ?? []));
    }
    await live.query(BACK);
  }
  const facts = new TenantFacts(factsIn(await readCatalog(live, include, false)), tenants);
  let local: TenantFacts | null = null;
  if (!isUtc(zone)) {
    await setForReading(live, "transaction", { TimeZone: zone });
    local = new TenantFacts(factsIn(await readCatalog(live, include, false)), tenants);
  }
  const nameMatters = namesOneTenant(only, ignore);
  return schemas.map((schema) =>
    tenantState({ schema, histories: histories.get(schema) ?? new Map() }, facts, local, seen, nameMatters),
  );
}

/** Each table that is read stays locked until the end of its transaction, and a server has room for some thousands of locks. */
const TABLES_AT_ONCE = 100;
const MARK = "SAVEPOINT lockgate";
const BACK = "ROLLBACK TO SAVEPOINT lockgate";

function grouped(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const bySchema = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const own = bySchema.get(candidate.schema);
    if (own === undefined) bySchema.set(candidate.schema, [candidate]);
    else own.push(candidate);
  }
  return bySchema;
}
