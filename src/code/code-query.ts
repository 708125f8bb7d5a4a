import type { Place } from "./declared-schema.ts";

/** A query that the release which is running now may send, as its code shows it. */
export interface CodeQuery {
  /** Unique among those of a commit, and the same from run to run. */
  readonly id: string;
  readonly sql: string;
  /** Code says nothing of how often. */
  readonly callsPerSecond: null;
  /** What an ORM's client sends at the least, by its schema; or SQL that stands in the code. */
  readonly from: "schema" | "code";
  readonly place: Place;
}
