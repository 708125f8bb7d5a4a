/** What the schema in an application's code declares: the tables and columns that its release relies on. */
export interface DeclaredSchema {
  readonly from: SchemaSource;
  readonly models: readonly DeclaredModel[];
  /** By the name that the code has for it. */
  readonly enums: ReadonlyMap<string, DeclaredEnum>;
  /**
   * Whether everything was read: only then is a table that stands nowhere in it not declared. A model tells the same of
   * its columns.
   */
  readonly whole: boolean;
}

/** Whose notation it is. */
export type SchemaSource = "Prisma" | "Drizzle" | "TypeORM" | "MikroORM" | "Sequelize";

/** Where something stands: a path from the repository's root, a 1-based line. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

export interface DeclaredModel {
  /** As the code calls it: `Order`. */
  readonly model: string;
  /** The schema of the table; null: the code does not say, so it is that of the connection. */
  readonly schema: string | null;
  readonly table: string;
  readonly place: Place;
  readonly columns: readonly DeclaredColumn[];
  /** `@@ignore`: the generated client does not have it. */
  readonly ignored: boolean;
  /** Whether all columns were read. */
  readonly whole: boolean;
}

export interface DeclaredColumn {
  /** As the code calls it: `orgId`. */
  readonly field: string;
  readonly column: string;
  readonly place: Place;
  /** `@ignore`, or a type that the generated client does not know: no query of it names the column. */
  readonly ignored: boolean;
  /** The enum that it is of, by the code's name for it; null for any other type. */
  readonly enum: string | null;
  readonly list: boolean;
}

export interface DeclaredEnum {
  readonly schema: string | null;
  /** In the database. */
  readonly type: string;
  /** The values as the database has them. */
  readonly values: readonly { readonly value: string; readonly place: Place }[];
  readonly place: Place;
}
