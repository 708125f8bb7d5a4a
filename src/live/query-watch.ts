/** Running queries on a shadow: each is prepared before the change, and again after every statement that may touch it. */
import { schemasInPath } from "../postgres/search-path.ts";
import type { Prepared, Unprepared } from "../shadow/engines/prepare.ts";
import { QueryRefused, type Session } from "../shadow/engines/session.ts";
import type { Witness } from "../shadow/rehearse/rehearsal.ts";
import type { Statement } from "../sql/statement.ts";
import { type Fault, fails, otherParameters, parameterFault, resultFault, wordsOf } from "./fault.ts";
import { type NotChecked, refusedBefore } from "./not-checked.ts";
import { prepareFirst } from "./prepare-first.ts";
import { type ReadQuery, readQuery } from "./read-query.ts";
import { readFits, readTypeNames } from "./read-types.ts";
import { type Relatives, readRelatives } from "./relatives.ts";
import { type InsertTarget, leftOut, readInsertTargets, targetOf } from "./required-columns.ts";
import type { RunningQuery } from "./running-query.ts";
import { isCreation, type Touches, touchesOf } from "./touches.ts";

/** A judged statement, by its migration and its place there. */
export interface StatementPlace {
  readonly migration: string;
  readonly statement: number;
}

/** A query that the change breaks, by the first statement after which it is so and stays so. */
export interface BrokenQuery extends StatementPlace {
  readonly query: ReadQuery;
  /** Bare names of what it names, and of what those views and partitions stand on. */
  readonly names: ReadonlySet<string>;
  readonly fault: Fault;
}

export interface WatchResult {
  readonly broken: readonly BrokenQuery[];
  readonly notChecked: ReadonlyMap<RunningQuery, NotChecked>;
}

interface Watched {
  readonly query: ReadQuery;
  readonly prepared: Unprepared;
  /** Bare names by which a statement touches it. */
  readonly names: ReadonlySet<string>;
  readonly before: Prepared;
  /** It left out a required column before the change: it fails, or something else fills it. */
  readonly leavesOut: boolean;
  now: Now | null;
}

interface Now {
  readonly fault: Fault;
  readonly at: StatementPlace;
  /** What has touched it since it was whole. */
  readonly trail: readonly Step[];
}

interface Step {
  readonly at: StatementPlace;
  readonly statement: Statement;
}

/** Whether one of the statements can break a query: none that only makes what is new can. */
export function mayBreak(statements: readonly Statement[]): boolean {
  return statements.some(({ node }) => {
    const touches = touchesOf(node);
    return !isCreation(node) && (touches === "everything" || touches.indexes || touches.names.size > 0);
  });
}

export class QueryWatch implements Witness {
  readonly #queries: readonly ReadQuery[];
  readonly #notChecked = new Map<RunningQuery, NotChecked>();
  readonly #touches: ReadonlyMap<Statement, Touches>;
  readonly #ran = new Set<Statement>();
  #watched: Watched[] = [];
  #relatives: Relatives | null = null;
  #types: ReadonlyMap<number, string> = new Map();
  #path: readonly string[] = [];
  #isOver = false;

  /** `statements`: all that are judged. */
  constructor(queries: readonly RunningQuery[], statements: readonly Statement[]) {
    this.#touches = new Map(statements.map((statement) => [statement, touchesOf(statement.node)]));
    this.#queries = queries.flatMap((running) => this.#read(running));
  }

  /** What was read of them: each is one statement. */
  get queries(): readonly ReadQuery[] {
    return this.#queries;
  }

  /** Prepares what the change may touch on the state before it. */
  async before(session: Session): Promise<void> {
    const relatives = await readRelatives(session);
    this.#relatives = relatives;
    const all = [...this.#touches.values()];
    const asked = this.#queries
      .map((query) => ({ query, names: namesOf(query, relatives) }))
      .filter(({ query, names }) => all.some((touches) => isTouched(query, names, touches)));
    if (asked.length === 0) return;
    const [shown] = await session.query<{ path: string; schemas: string[] }>(
      `SELECT pg_catalog.current_setting('search_path') AS path,
         pg_catalog.current_schemas(false)::pg_catalog.text[] AS schemas`,
    );
    this.#path = shown?.schemas ?? [];
    const prepared = await prepareFirst(
      session,
      asked.map(({ query }) => unpreparedOf(query, shown?.path ?? null)),
      asked.map(({ query }) => query),
    );
    const targets = await readInsertTargets(session, insertTargetsOf(asked.map(({ query }) => query)));
    for (const [at, { query, names }] of asked.entries()) {
      const first = prepared[at];
      if (first === undefined) continue;
      const { sent, answer: before, leavesIndex } = first;
      if (leavesIndex) this.#notChecked.set(query.running, "index");
      if (before.error !== null) {
        this.#notChecked.set(query.running, refusedBefore(before.error.sqlstate));
        continue;
      }
      const leavesOut = this.#leftOut(query, targets).length > 0;
      this.#watched.push({ query, prepared: sent, names, before, leavesOut, now: null });
    }
    this.#types = await readTypeNames(
      session,
      this.#watched.flatMap(({ before }) => before.parameters),
    );
  }

  /** A judged statement has run. */
  asksFor(statement: Statement): boolean {
    return this.#touches.has(statement);
  }

  async after(
    session: Session,
    statement: Statement,
    { migration, inTransaction }: { readonly migration: string; readonly inTransaction: boolean },
  ): Promise<void> {
    const touches = this.#touches.get(statement);
    if (touches === undefined) return;
    this.#ran.add(statement);
    const touched = this.#watched.filter(({ query, names }) => isTouched(query, names, touches));
    const step = { at: { migration, statement: statement.index }, statement };
    await this.#prepareAgain(session, touched, step, inTransaction);
  }

  /** All has run: what was broken on the way may be whole again. */
  async end(session: Session): Promise<void> {
    for (const one of this.#watched) {
      if (one.now !== null) await this.#prepareAgain(session, [one], null, false);
    }
  }

  result(): WatchResult {
    const isBroken = new Set(this.#watched.flatMap(({ query, now }) => (now ? [query] : [])));
    for (const { running } of isBroken) this.#notChecked.delete(running);
    for (const query of this.#queries) {
      if (!isBroken.has(query) && !this.#notChecked.has(query.running) && !this.#isSeen(query))
        this.#notChecked.set(query.running, this.#relatives === null ? "no rehearsal" : "not rehearsed");
    }
    return {
      broken: this.#watched.flatMap(({ query, names, now }) =>
        now ? [{ query, names, fault: now.fault, ...now.at }] : [],
      ),
      notChecked: this.#notChecked,
    };
  }

  /** Whether all that may touch it was run, and it was prepared after that. */
  #isSeen(query: ReadQuery): boolean {
    const relatives = this.#relatives;
    if (relatives === null) return false;
    const names = namesOf(query, relatives);
    return [...this.#touches].every(
      ([statement, touches]) =>
        (this.#ran.has(statement) && !this.#isOver) || !isTouched(query, names, touches),
    );
  }

  #read(running: RunningQuery): ReadQuery[] {
    const read = readQuery(running);
    if (typeof read !== "string") return [read];
    this.#notChecked.set(running, read);
    return [];
  }

  async #prepareAgain(
    session: Session,
    touched: readonly Watched[],
    step: Step | null,
    inTransaction: boolean,
  ): Promise<void> {
    if (touched.length === 0 || this.#isOver) return;
    try {
      const prepared = await session.prepare(
        touched.map((one) => one.prepared),
        inTransaction,
      );
      const targets = await readInsertTargets(session, insertTargetsOf(touched.map(({ query }) => query)));
      const pairs = touched.flatMap(({ before }, index) => {
        const after = prepared[index];
        return after === undefined || after.error
          ? []
          : otherParameters(before, after).map(([, was, is]) => [was, is] as const);
      });
      const types = {
        before: this.#types,
        after: await readTypeNames(
          session,
          pairs.map(([, is]) => is),
        ),
        fits: await readFits(session, pairs),
      };
      for (const [index, one] of touched.entries()) {
        const after = prepared[index];
        if (after === undefined) continue;
        const fault = after.error
          ? ({ kind: "error", error: after.error } as const)
          : (this.#requiredFault(one, targets) ??
            parameterFault(one.before, after, types) ??
            resultFault(one.before, after));
        one.now = fault && nowBy(fault, one.now, step);
      }
    } catch (error) {
      if (!(error instanceof QueryRefused)) throw error;
      this.#isOver = true;
    }
  }

  #requiredFault({ query, leavesOut }: Watched, targets: readonly InsertTarget[]): Fault | null {
    const [first] = leavesOut ? [] : this.#leftOut(query, targets);
    return first === undefined ? null : { kind: "required", ...first };
  }

  #leftOut(query: ReadQuery, targets: readonly InsertTarget[]) {
    const path =
      query.running.searchPath === undefined ? this.#path : schemasInPath(query.running.searchPath);
    return query.insertions.flatMap((insertion) => {
      const target = targetOf(insertion, targets, path);
      if (target === undefined) return [];
      const columns = leftOut(insertion, target);
      return columns.length === 0 ? [] : [{ relation: target.name, columns }];
    });
  }
}

/**
 * Of faults alike the first statement stays to blame. What fails for another reason than before may have done so unseen:
 * the first that names what is missing now is to blame.
 */
function nowBy(fault: Fault, before: Now | null, step: Step | null): Now | null {
  const trail = [...(before?.trail ?? []), ...(step ? [step] : [])];
  const last = trail.at(-1);
  if (last === undefined) return null;
  if (before === null) return { fault, at: last.at, trail };
  if (wordsOf(before.fault) === wordsOf(fault)) return { ...before, trail };
  const isWorse = fails(fault) && !fails(before.fault);
  const since = isWorse ? trail.slice(-1) : trail;
  const names = [...wordsOf(fault).matchAll(/"([^"]+)"/g)].flatMap(
    ([, name]) => name?.split(".").at(-1) ?? [],
  );
  const guilty = since.find(({ statement }) => names.some((name) => statement.text.includes(name)));
  return { fault, at: (guilty ?? last).at, trail };
}

function unpreparedOf(query: ReadQuery, path: string | null): Unprepared {
  return {
    sql: query.sql,
    types: [],
    searchPath: query.running.searchPath ?? path,
    planned: query.infersIndex ? query.parameters : null,
  };
}

function insertTargetsOf(queries: readonly ReadQuery[]): string[] {
  return [
    ...new Set(
      queries.flatMap(({ insertions }) => insertions.flatMap(({ relation }) => relation.at(-1) ?? [])),
    ),
  ];
}

function namesOf({ names }: ReadQuery, relatives: Relatives): ReadonlySet<string> {
  const below = [...names.relations].flatMap((name) => [...(relatives.get(name) ?? [])]);
  return new Set([...names.relations, ...names.others, ...below]);
}

function isTouched({ infersIndex }: ReadQuery, own: ReadonlySet<string>, touches: Touches): boolean {
  if (touches === "everything" || (touches.indexes && touches.names.size === 0 && infersIndex)) return true;
  return [...own].some((name) => touches.names.has(name));
}
