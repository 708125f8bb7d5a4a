/** What no migration makes and the database may have all the same. */
export interface Outside {
  /** Extensions that the migrations use without creating them, by name: the schema that they are used from, or null. */
  readonly extensions: ReadonlyMap<string, string | null>;
  /** Schemas in which they make something. */
  readonly schemas: readonly string[];
  /** The names that statements need, by the migration's id and the statement's index: those are not run. */
  readonly statements: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  /** Ids of the migrations that may rely on names which nothing before them makes. */
  readonly unknownBefore: ReadonlySet<string>;
  /** Bare names of all that the migrations make. */
  readonly made: ReadonlySet<string>;
}
