/** Running queries planned at production's size before a change and after it: which lose their index, and by which statement. */
import type { Snapshot } from "../production/snapshot.ts";
import { QueryRefused, type Session } from "../shadow/engines/session.ts";
import type { Shadow } from "../shadow/engines/shadow.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";
import type { Statement } from "../sql/statement.ts";
import { type LostIndex, lostIndexes, type Taken, takenFrom } from "./lost-indexes.ts";
import { type Plannable, type Planned, plannableOf, planQueries } from "./plan.ts";
import { type PlannedTable, readPlannedTables, readTablesOfIndexes } from "./plan-catalog.ts";
import { prepareFirst } from "./prepare-first.ts";
import type { StatementPlace } from "./query-watch.ts";
import type { ReadQuery } from "./read-query.ts";
import { readRelatives } from "./relatives.ts";
import type { RunningQuery } from "./running-query.ts";
import { type TakesIndex, takesIndex } from "./takes-index.ts";

export interface UnplannedQuery extends Omit<LostIndex, "query">, StatementPlace {
  readonly query: RunningQuery;
}

export class PlanWatch implements Witness {
  readonly #snapshot: Snapshot;
  readonly #takes: ReadonlyMap<Statement, NonNullable<TakesIndex>>;
  readonly #queries: readonly ReadQuery[];
  #before: Planned | null = null;
  #plannable: readonly Plannable[] = [];

  /** By the OID of an index, or of a table with a column of another type: the statement that took it. */
  readonly #takenBy = new Map<string, StatementPlace & { readonly taken: Taken }>();
  #result: readonly UnplannedQuery[] = [];
  #notPlanned: string | null = null;

  /** `statements`: all that are judged. */
  constructor(queries: readonly ReadQuery[], statements: readonly Statement[], snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#takes = new Map(
      statements.flatMap((statement) => {
        const takes = takesIndex(statement.node);
        return takes === null ? [] : [[statement, takes] as const];
      }),
    );
    this.#queries = this.#takes.size === 0 ? [] : queries;
  }

  /** Whether a statement may take an index, and there are queries that may lose it. */
  get isNeeded(): boolean {
    return this.#queries.length > 0;
  }

  /** Plans nothing, or no more. `reason`: why, as the end of a sentence. */
  leave(reason: string): void {
    this.#notPlanned ??= reason;
    this.#before = null;
    this.#result = [];
  }

  /** The state before the change. Throws ShadowLost. */
  before(_: Session, shadow: Shadow): Promise<void> {
    return this.#unlessRefused(() => this.#planBefore(shadow));
  }

  /** A judged statement has run. Throws ShadowLost. */
  after(
    session: Session,
    statement: Statement,
    { migration }: { readonly migration: string },
  ): Promise<void> {
    return this.#unlessRefused(() => this.#seeTaken(session, statement, migration));
  }

  /** All has run. Throws ShadowLost. */
  end(_: Session, shadow: Shadow): Promise<void> {
    return this.#unlessRefused(() => this.#planAfter(shadow));
  }

  /** Those that lose an index, and why nothing is known of any, or null. */
  result(): { readonly unplanned: readonly UnplannedQuery[]; readonly notPlanned: string | null } {
    return { unplanned: this.#result, notPlanned: this.#notPlanned };
  }

  async #unlessRefused(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof QueryRefused)) throw error;
      this.leave(error.message);
    }
  }

  async #planBefore(shadow: Shadow): Promise<void> {
    if (this.#queries.length === 0 || this.#notPlanned !== null) return;

    const asked = await this.#asked(shadow);
    if (asked.length === 0) return;
    const [shown] = await shadow.session.query<{ path: string }>(
      "SELECT pg_catalog.current_setting('search_path') AS path",
    );
    const unprepared = asked.map(({ running, sql }) => {
      return { sql, types: [], searchPath: running.searchPath ?? shown?.path ?? null, planned: null };
    });
    const prepared = await prepareFirst(shadow.session, unprepared, asked);
    this.#plannable = asked.flatMap((query, at) => {
      const first = prepared[at];
      return first === undefined || first.answer.error ? [] : plannableOf(query, first.sent);
    });
    this.#before = await planQueries(shadow, this.#plannable, this.#snapshot, null);
  }

  async #seeTaken(session: Session, statement: Statement, migration: string): Promise<void> {
    if (this.#before === null || !this.#takes.has(statement)) return;
    const { tables } = this.#before;
    const taken = takenFrom(tables, await this.#tables(session, this.#before));
    // What comes back by a later statement was not taken.
    for (const oid of this.#takenBy.keys()) if (!taken.has(oid)) this.#takenBy.delete(oid);
    for (const [oid, how] of taken) {
      const known = this.#takenBy.get(oid)?.taken;
      if (known === undefined || (known === "changed" && how === "gone"))
        this.#takenBy.set(oid, { migration, statement: statement.index, taken: how });
    }
  }

  async #planAfter(shadow: Shadow): Promise<void> {
    const before = this.#before;
    if (before === null || this.#takenBy.size === 0) return;
    const asked = this.#plannable.filter(({ id }) =>
      before.scans.get(id)?.some(({ access }) => access !== "all"),
    );
    const after = await planQueries(shadow, asked, this.#snapshot, before);
    const [first] = this.#takenBy.values();
    const byId = new Map(this.#queries.map(({ running }) => [running.id, running]));
    this.#result = lostIndexes(before, after).flatMap((lost) => {
      const place = this.#takenBy.get(lost.oid) ?? first;
      const query = byId.get(lost.query);
      if (place === undefined || query === undefined) return [];
      return [{ ...lost, query, migration: place.migration, statement: place.statement }];
    });
  }

  /** Those that name a table which an index may be taken from, or a view or partition of one. */
  async #asked({ session }: Shadow): Promise<readonly ReadQuery[]> {
    const takes = [...this.#takes.values()];
    if (takes.includes("any")) return this.#queries;
    const named = takes.flatMap((one) => (one === "any" ? [] : one));
    const indexes = named.flatMap((one) => [...one.indexes]);
    const tables = new Set([
      ...named.flatMap((one) => [...one.tables]),
      ...(indexes.length === 0 ? [] : await readTablesOfIndexes(session, indexes)),
    ]);
    const relatives = await readRelatives(session);
    const isTaken = (name: string): boolean =>
      tables.has(name) || [...(relatives.get(name) ?? [])].some((one) => tables.has(one));
    return this.#queries.filter(({ names }) => [...names.relations].some(isTaken));
  }

  async #tables(session: Session, { tables }: Planned): Promise<Map<string, PlannedTable>> {
    const names = [...tables.values()].map(({ name }) => name);
    const now = await readPlannedTables(session, names, tables.keys());
    return new Map(now.map((table) => [table.oid, table]));
  }
}
