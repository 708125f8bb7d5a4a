/** Several schemas of one database, each with a history of its own, read over one connection. */
import type { Surveyed } from "../../migrations/survey.ts";
import type { Live } from "../../production/live.ts";
import { readCatalogBySchema } from "../catalog/extract.ts";
import type { OptionalFacts } from "../catalog/optional-facts.ts";
import { isUtc, ownTimeZone, setForReading } from "../catalog/session.ts";
import { type Candidate, findCandidates, type HistoryTable } from "../history/table.ts";
import type { DatabaseState, SeenDatabases } from "../seen-databases.ts";
import { TenantCatalog } from "./tenant-catalog.ts";
import { readTenantHistories } from "./tenant-histories.ts";
import { namesOneTenant, TenantStates } from "./tenant-states.ts";

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
  const histories = new Map(schemas.map((schema) => [schema, new Map<Surveyed, HistoryTable>()]));
  // One that is listed is a tenant, also where its history was lost: that is told of it, and not of the others.
  const tenants = new Set(schemas);
  for (const surveyed of targets) {
    const { history: reader } = surveyed.folder.tool;
    if (reader === undefined) continue;
    const wanted = { reader, table: surveyed.target.history };
    const bySchema = grouped(await findCandidates(live, wanted));
    for (const schema of bySchema.keys()) tenants.add(schema);
    for (const [schema, table] of await readTenantHistories(live, wanted, schemas, bySchema))
      histories.get(schema)?.set(surveyed, table);
  }
  const facts = await readTenantCatalog(live, include, tenants);
  let local: TenantCatalog | null = null;
  if (!isUtc(zone)) {
    await setForReading(live, "transaction", { TimeZone: zone });
    local = await readTenantCatalog(live, include, tenants);
  }
  const states = new TenantStates(seen, [facts, local], namesOneTenant(only, ignore));
  return schemas.map((schema) => states.of({ schema, histories: histories.get(schema) ?? new Map() }));
}

async function readTenantCatalog(
  live: Live,
  include: readonly OptionalFacts[],
  tenants: ReadonlySet<string>,
): Promise<TenantCatalog> {
  const catalog = new TenantCatalog(tenants);
  for await (const answer of readCatalogBySchema(live, include)) catalog.add(answer);
  return catalog;
}

function grouped(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const bySchema = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const own = bySchema.get(candidate.schema);
    if (own === undefined) bySchema.set(candidate.schema, [candidate]);
    else own.push(candidate);
  }
  return bySchema;
}
