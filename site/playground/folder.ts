import { FileFailure, type Tree } from "../../src/migrations/tree.ts";

/** What stands in the two editors. */
export interface Script {
  readonly schema: string;
  readonly migration: string;
}

const SCHEMA = "migrations/001_schema.sql";

/** The file that is judged; the other is its base. */
export const MIGRATION = "migrations/002_migration.sql";

/** A folder of plain SQL with two numbered files, as a user would have it. */
export function treeOf({ schema, migration }: Script): Tree {
  const files: Readonly<Record<string, string>> = { [SCHEMA]: schema, [MIGRATION]: migration };
  return {
    files: Object.keys(files),
    async read(path) {
      const text = files[path];
      if (text === undefined) throw new FileFailure(path, "does not exist");
      return Buffer.from(text);
    },
  };
}
