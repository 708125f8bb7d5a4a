/** What a witness' statement does beside locks and work. What did not happen is left out. */
export interface Consequences {
  /** Statistics of the planner that are gone while what they describe is still there: `target.a`, an index' key `target_idx.1`, a statistics object `stats`. */
  readonly statistics?: readonly string[];
  /** Prepared statements that fail from then on for their result (0A000): `target.*`, `target.a`. */
  readonly prepared?: readonly string[];
  /** Relations that the role must own although it has every privilege: PostgreSQL's words, `table target`. */
  readonly owner?: readonly string[];
}
