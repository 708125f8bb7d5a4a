import { randomBytes } from "node:crypto";
import type { DetailKind } from "../../effects/observation.ts";
import { jsonOf, ours, type Session } from "../engines/session.ts";
import { detailQuery, executeDetails, type LeftRow, prepareDetails, prepareLeft } from "./detail-query.ts";
import { type DetailLook, type DetailOptions, detailing } from "./details.ts";
import { executeGlance, prepareGlance } from "./glance-query.ts";
import { preparePlans } from "./kept-plans.ts";
import { type LookOptions, type LookRow, looking } from "./look.ts";
import {
  CATALOG_WRITES,
  executeLook,
  kindOfLook,
  type Look,
  type LookQueryOptions,
  lookQuery,
  prepareCommittedLook,
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

/** The queries of a look, to be sent in one message, and what is made of the one value that the last of them answers with, as JSON. */
export interface AskedLook<T> {
  readonly queries: readonly string[];
  read(value: unknown): Promise<T>;
}

/** What is prepared: of looks and glances each kind. */
type Prepared =
  | "plans"
  | "look"
  | "details"
  | "left"
  | "settling"
  | "start"
  | "next"
  | "glance"
  | "last made";

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
    return this.#ask(await this.looking(options));
  }

  async #ask<T>({ queries, read }: AskedLook<T>): Promise<T> {
    const answers = await this.#session.script(queries.map(ours));
    return read(jsonOf(answers.at(-1)));
  }

  /** A look, to be sent with what it looks at. */
  async looking(options: LookOptions): Promise<AskedLook<Look>> {
    const { asked, read } = looking(options);
    const whole = () => this.look({ ...options, counted: false });
    return {
      queries: this.#isTrusted ? [await this.#plans(), await this.#executeLook(asked)] : [lookQuery(asked)],
      read: (value) => read(this.#session, value as LookRow | undefined, whole),
    };
  }

  async #executeLook(asked: LookQueryOptions): Promise<string> {
    const kind = kindOfLook(asked);
    const name = await this.#prepare("look", (one) => prepareLook(one, kind), JSON.stringify(kind));
    return executeLook(name, asked);
  }

  /**
   * SQL of looks at statements that are each committed, in one message; `next` begins the transactions behind the first. Null: too
   * much is prepared.
   */
  async committed(): Promise<{ readonly look: string; readonly next: string } | null> {
    if (!this.#isTrusted) return null;
    const look = `EXECUTE ${await this.#prepare("look", prepareCommittedLook, "committed")}`;
    return { look, next: `EXECUTE ${await this.#prepare("next", prepareNext)}` };
  }

  get #isTrusted(): boolean {
    return this.#distrusted <= MOST_DISTRUSTED;
  }

  /** Sent before a look that is prepared. */
  async #plans(): Promise<string> {
    return `EXECUTE ${await this.#prepare("plans", preparePlans)}`;
  }

  async details(options: DetailOptions): Promise<DetailLook> {
    return this.#ask(await this.detailing(options));
  }

  async detailing(options: DetailOptions): Promise<AskedLook<DetailLook>> {
    const { mark, read } = detailing(options);
    const execute = async () => executeDetails(await this.#prepare("details", prepareDetails), mark);
    return {
      queries: this.#isTrusted ? [await this.#plans(), await execute()] : [detailQuery(mark)],
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
