/** A row by column: its value as text, or null. A column that is not in it takes its default. */
export type Row = Map<string, string | null>;

/** What kind of row is wanted. */
export interface RowPlan {
  /** Of the table, from 0. */
  readonly number: number;
  /** Where the values begin of columns that have to differ: others may be taken. */
  readonly offset: number;
  /** Some columns that may be null are. */
  readonly nulls: boolean;
  /** Some values stand in two rows. */
  readonly duplicates: boolean;
  /** Only what must be given. */
  readonly minimal: boolean;
}
