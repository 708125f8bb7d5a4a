import { basename, dirname, filesIn, join, readText, resolvePath, type Tree, upward } from "../../tree.ts";
import { literalIn, literalsIn } from "../literals.ts";
import type { Database, TableName } from "../tool.ts";

/** What drizzle's config says of a folder, as far as it is written out: no config is executed. */
export interface DrizzleConfig {
  readonly database: Database | null;
  readonly history: TableName;
  /** What drizzle-kit makes new migrations of; null where no config is found, or it computes that. */
  readonly schema: DrizzleSchema | null;
}

export interface DrizzleSchema {
  /** The config's own path. */
  readonly config: string;
  /** Paths and patterns as written there, relative to its folder. */
  readonly files: readonly string[];
  readonly casing: string | null;
}

const EXTENSIONS = ["ts", "js", "mjs", "cjs", "mts", "cts", "json"];
const DEFAULT: TableName = { schema: "drizzle", table: "__drizzle_migrations" };

/** The config whose `out` is this folder, nearest first; where none is, the defaults. */
export async function drizzleConfigFor(tree: Tree, dir: string): Promise<DrizzleConfig> {
  for (const at of upward(dirname(dir))) {
    const listed = filesIn(tree.files, at).filter((path) =>
      /drizzle.*\.[cm]?[jt]s(on)?$/.test(basename(path)),
    );
    const usual = EXTENSIONS.map((extension) => join(at, `drizzle.config.${extension}`));
    for (const path of new Set([...usual, ...listed])) {
      const text = await readText(tree, path);
      if (text === null || resolvePath(at, literalIn(text, "out") ?? "drizzle") !== dir) continue;
      const dialect = literalIn(text, "dialect") ?? literalIn(text, "driver");
      return {
        database: dialect === null ? null : { name: dialect, shownBy: path },
        history: { ...DEFAULT, ...historyIn(text) },
        schema: schemaIn(path, text),
      };
    }
  }
  return { database: null, history: DEFAULT, schema: null };
}

function historyIn(text: string): Partial<TableName> {
  const block = /\bmigrations\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? "";
  const [table, schema] = [literalIn(block, "table"), literalIn(block, "schema")];
  return { ...(table === null ? {} : { table }), ...(schema === null ? {} : { schema }) };
}

function schemaIn(config: string, text: string): DrizzleSchema | null {
  const files = literalsIn(text, "schema");
  return files === null ? null : { config, files, casing: literalIn(text, "casing") };
}
