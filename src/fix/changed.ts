import type { Migration } from "../migrations/migration.ts";
import type { Folder, MigrationFile } from "../migrations/tools/tool.ts";
import type { Step } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";

/** A new migration some statements of which are to be replaced. */
export interface Changed {
  readonly folder: Folder;
  readonly file: MigrationFile;
  readonly migration: Migration;
  readonly statements: readonly Statement[];
  /** Indexes of the statements that stand in a transaction which the file or its runner opens. */
  readonly inTransaction: ReadonlySet<number>;
  /** The file as it is. */
  readonly text: string;
  /** By the index of the statement. */
  readonly replacements: ReadonlyMap<number, Replacement>;
}

/** The safe form of one statement. */
export type Replacement =
  | { readonly kind: "steps"; readonly steps: readonly Step[] }
  /** As it is, in a transaction of its own. */
  | { readonly kind: "apart" };
