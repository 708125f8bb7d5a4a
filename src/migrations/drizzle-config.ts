import { literalIn } from "./literals.ts";
import type { History } from "./migration.ts";
import type { Database } from "./tool.ts";
import { basename, dirname, filesIn, join, readText, resolvePath, type Tree, upward } from "./tree.ts";

/** What drizzle's config says of a folder, as far as it is written out: no config is executed. */
export interface DrizzleConfig {
  readonly database: Database | null;
  readonly history: History;
}

const EXTENSIONS = ["ts", "js", "mjs", "cjs", "mts", "cts", "json"];
const DEFAULT: History = { schema: "drizzle", table: "__drizzle_migrations", rule: "drizzle" };

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
      };
    }
  }
  return { database: null, history: DEFAULT };
}

function historyIn(text: string): Partial<History> {
  const block = /\bmigrations\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? "";
  const [table, schema] = [literalIn(block, "table"), literalIn(block, "schema")];
  return { ...(table === null ? {} : { table }), ...(schema === null ? {} : { schema }) };
}
