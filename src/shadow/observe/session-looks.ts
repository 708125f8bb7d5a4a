import { randomBytes } from "node:crypto";
import type { Session } from "../engines/session.ts";
import { type LookOptions, type LookRow, looking } from "./look.ts";
import { executeLook, type Look, prepareLook } from "./look-query.ts";

/** What a statement may do to prepared statements, if it is written there at all. */
const FORGETS = /\b(?:deallocate|discard)\b/i;

/** So often a look is prepared again; each time what was prepared before may still be there, too. */
const MOST_DISTRUSTED = 5;

/** Looks at one session. To plan one takes longer than to run it: they are prepared. */
export class SessionLooks {
  readonly #session: Session;
  /** Nobody else prepares something by this name. */
  readonly #name = `lockgate_look_${randomBytes(8).toString("hex")}`;
  readonly #prepared = new Map<"everywhere" | "locked", string>();
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
    if (!isHidden && !FORGETS.test(sql)) return;
    this.forget();
    this.#distrusted += 1;
  }

  async look(options: LookOptions): Promise<Look> {
    const { last = null, sameTransaction = true, everywhere = true } = options;
    const { query, read } = looking(options);
    const name = this.#distrusted > MOST_DISTRUSTED ? null : await this.#prepare(everywhere);
    const [row] = await this.#session.query<LookRow>(
      name === null ? query : executeLook(name, { last, sameTransaction, everywhere }),
    );
    return read(this.#session, row);
  }

  async #prepare(everywhere: boolean): Promise<string> {
    const which = everywhere ? "everywhere" : "locked";
    const known = this.#prepared.get(which);
    if (known !== undefined) return known;
    const name = `${this.#name}_${this.#names++}`;
    await this.#session.query(prepareLook(name, everywhere));
    this.#prepared.set(which, name);
    return name;
  }
}
