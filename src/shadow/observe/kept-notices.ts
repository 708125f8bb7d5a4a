/** The messages of one statement, as far as there is room: a flood of them must not fill the memory, nor hide those that tell. */

import type { Notice } from "../../postgres/server-message.ts";
import { isTelling } from "./messages.ts";

const MOST_NOTICES = 10_000;
const MOST_CHARACTERS = 1_000_000;
/** Work that PostgreSQL tells of itself: thousands of indexes and tables in one statement. */
const MOST_TELLING = 100_000;

export class KeptNotices {
  readonly notices: Notice[] = [];
  /** Messages that tell of work were left out: there may be more work than was told. */
  overflowed = false;
  private others = 0;
  private characters = 0;
  private telling = 0;

  add(severity: string | undefined, message: string | undefined): void {
    const notice = { severity: severity ?? "NOTICE", message: message ?? "" };
    if (notice.severity === "DEBUG" && notice.message.length < 1_000 && isTelling(notice.message)) {
      this.telling++;
      if (this.telling <= MOST_TELLING) this.notices.push(notice);
      else this.overflowed = true;
      return;
    }
    this.others++;
    this.characters += notice.message.length;
    if (this.others <= MOST_NOTICES && this.characters <= MOST_CHARACTERS) this.notices.push(notice);
  }
}
