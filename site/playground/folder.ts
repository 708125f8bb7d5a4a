import { FileFailure, type Tree } from "../../src/migrations/tree.ts";

/** What stands in the two editors. */
export interface Script {
  readonly schema: string;
  readonly migration: string;
}

const SCHEMA = "migrations/001_schema.sql";

/** The file that is judged; the other is its base. */
export const MIGRATION = "migrations/002_migration.sql";

const folders = new Map<string, Script>();
let made = 0;

/** Calls with the path of a folder of plain SQL with two numbered files, as a user would have it, that is gone after that. */
export async function withFolder<T>(script: Script, use: (path: string) => Promise<T>): Promise<T> {
  const path = `/playground-${++made}`;
  folders.set(path, script);
  try {
    return await use(path);
  } finally {
    folders.delete(path);
  }
}

/** The files of such a folder. */
export function treeAt(folder: string): Tree {
  const { schema = "", migration = "" } = folders.get(folder) ?? {};
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
