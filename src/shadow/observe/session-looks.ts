import { randomBytes } from "node:crypto";
import type { DetailKind } from "../../effects/observation.ts";
import type { Session } from "../engines/session.ts";
import { detailQuery, executeDetails, type LeftRow, prepareDetails, prepareLeft } from "./detail-query.ts";
import { type DetailLook, type DetailOptions, detailing } from "./details.ts";
import { executeGlance, prepareGlance } from "./glance-query.ts";
import { type LookOptions, type LookRow, looking } from "./look.ts";
import {
  CATALOG_WRITES,
  executeCommittedLook,
  executeLook,
  kindOfLook,
  type Look,
  type LookKind,
  type LookQueryOptions,
  lookQuery,
  prepareLook,
} from "./look-query.ts";
import { executeStart, prepareNext, prepareSettling, prepareStart, type Settled } from "./settled.ts";

/** To be prepared. Relations that are made later have oids behind it, as long as the server does not begin them anew. */
function prepareLastMade(name: string): string {
  return `PREPARE ${name} AS SELECT pg_catalog.max(c.oid)::pg_catalog.int8 FROM pg_catalog.pg_class c`;
}

/** What a statement may do to prepared statements, if it is written there at all. */
const FORGETS = /\b(?:deallocate|discard)\b/i;

/** So often a look is prepared again; each time what was prepared before may still be there, too. */
const MOST_DISTRUSTED = 5;

/** The query of a look, and what is made of its one value, as JSON. */
export interface AskedLook<T> {
  readonly query: string;
  read(value: unknown): Promise<T>;
}

/** What is prepared: of looks and glances each kind. */
type Prepared = "look" | "details" | "left" | "settling" | "start" | "next" | "glance" | "last made";

/** Looks at one session. To plan one takes longer than to run it: they are prepared. */
export class SessionLooks {
  readonly #session: Session;
  /** Nobody else prepares something by this name. */
  readonly #name = `lockgate_look_${randomBytes(8).toString("hex")}`;
  readonly #prepared = new Map<string, string>();
  #names = 0;
  #distrusted = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The session has lost what was prepared on it. */
  forget(): void {
    this.#prepared.clear();
  }

  /** Takes note of a statement that runs; `isHidden`: it may run others, which its text does not show. */
  note(sql: string, isHidden: boolean): void {
    if (!this.distrusts(sql, isHidden)) return;
    this.forget();
    this.#distrusted += 1;
  }

  /** Whether what is prepared may be gone after it. */
  distrusts(sql: string, isHidden: boolean): boolean {
    return isHidden || FORGETS.test(sql);
  }

  async look(options: LookOptions): Promise<Look> {
    const { query, read } = await this.looking(options);
    const [row] = await this.#session.query<{ look: LookRow }>(query);
    return read(row?.look);
  }

  /** A look, to be sent with what it looks at. */
  async looking(options: LookOptions): Promise<AskedLook<Look>> {
    const { asked, read } = looking(options);
    const whole = () => this.look({ ...options, counted: false });
    return {
      query: this.#distrusted > MOST_DISTRUSTED ? lookQuery(asked) : await this.#executeLook(asked),
      read: (value) => read(this.#session, value as LookRow | undefined, whole),
    };
  }

  async #executeLook(asked: LookQueryOptions): Promise<string> {
    return executeLook(await this.#prepareLook(kindOfLook(asked)), asked);
  }

  #prepareLook(kind: LookKind): Promise<string> {
    return this.#prepare("look", (name) => prepareLook(name, kind), JSON.stringify(kind));
  }

  /**
   * SQL of looks at statements that are each committed, in one message; `next` begins the transactions behind the first. Null: too
   * much is prepared.
   */
  async committed(last: Look): Promise<{ readonly look: string; readonly next: string } | null> {
    if (this.#distrusted > MOST_DISTRUSTED) return null;
    const name = await this.#prepareLook({ everywhere: false, quick: true, committed: true });
    const next = `EXECUTE ${await this.#prepare("next", prepareNext)}`;
    return { look: executeCommittedLook(name, last), next };
  }

  async details(options: DetailOptions): Promise<DetailLook> {
    const { query, read } = await this.detailing(options);
    const [row] = await this.#session.query<{ details: unknown }>(query);
    return read(row?.details);
  }

  async detailing(options: DetailOptions): Promise<AskedLook<DetailLook>> {
    const name = this.#distrusted > MOST_DISTRUSTED ? null : await this.#prepare("details", prepareDetails);
    const { mark, read } = detailing(options);
    return {
      query: name === null ? detailQuery(mark) : executeDetails(name, mark),
      read: (value) =>
        read(value, {
          whole: () => this.details({ last: null, sameTransaction: true, counted: false }),
          left: (kinds) => this.#left(kinds),
        }),
    };
  }

  async #left(kinds: readonly DetailKind[]): Promise<LeftRow> {
    const name = await this.#prepare("left", (one) => prepareLeft(one, kinds), kinds.join(" "));
    const [row] = await this.#session.query<{ left: LeftRow }>(`EXECUTE ${name}`);
    return row?.left ?? {};
  }

  /** SQL to be sent with a COMMIT, and behind the BEGIN of the next transaction: see `commit`. */
  async settling(): Promise<string> {
    return `EXECUTE ${await this.#prepare("settling", prepareSettling)}`;
  }

  async start(settled: Settled): Promise<string> {
    return executeStart(await this.#prepare("start", prepareStart), settled);
  }

  /** SQL of glances at what statements do that write to no catalog: the first is at all relations, the others as told. */
  async glances(everywhere: boolean): Promise<{ readonly first: string; readonly other: string }> {
    const glance = (isAtAll: boolean) =>
      this.#prepare("glance", (name) => prepareGlance(name, isAtAll), String(isAtAll));
    const [all, some] = [await glance(true), await glance(everywhere)];
    const [row] = await this.#session.query<{ writes: string }>(
      `SELECT pg_catalog.int8out(${CATALOG_WRITES})::pg_catalog.text AS writes`,
    );
    const writes = String(row?.writes);
    return { first: executeGlance(all, writes), other: executeGlance(some, writes) };
  }

  /** SQL that tells the oid of the relation that was made last. */
  async lastMade(): Promise<string> {
    return `EXECUTE ${await this.#prepare("last made", prepareLastMade)}`;
  }

  async #prepare(what: Prepared, write: (name: string) => string, variant = ""): Promise<string> {
    const key = `${what} ${variant}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const name = `${this.#name}_${this.#names++}`;
    await this.#session.query(write(name));
    this.#prepared.set(key, name);
    return name;
  }
}
