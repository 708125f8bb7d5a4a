import { literalIn, literalsIn } from "../../migrations/tools/literals.ts";
import { dirname, join, readText, resolvePath, type Tree, upward } from "../../migrations/tree.ts";
import type { Filters } from "./engine/engine.ts";

/** What a config of Prisma says, as far as it is written out: no config of a repository is executed. */
export interface PrismaConfig {
  /** The config's own path. */
  readonly path: string;
  /** Path of the schema, a file or a folder, or null where the config is silent or computes it. */
  readonly schema: string | null;
  /** Path of the folder of migrations, or null. */
  readonly migrations: string | null;
  readonly filters: Filters;
  /** What counts and is computed ("tables.external"), or null. */
  readonly computed: string | null;
}

const EXTENSIONS = ["ts", "mts", "cts", "js", "mjs", "cjs"];
const NAMES = ["prisma7.config", "prisma.config", ".config/prisma7", ".config/prisma"];

const NOTHING: Filters = { externalTables: [], externalEnums: [] };

/** The configs that Prisma may be run with for a folder of migrations, nearest first. */
export async function prismaConfigs(tree: Tree, dir: string): Promise<PrismaConfig[]> {
  const configs: PrismaConfig[] = [];
  for (const at of upward(dirname(dir))) {
    for (const name of NAMES) {
      for (const extension of EXTENSIONS) {
        const path = join(at, `${name}.${extension}`);
        const text = await readText(tree, path);
        if (text !== null) configs.push(read(path, text));
      }
    }
    const manifest = join(at, "package.json");
    const schema = schemaOfManifest(await readText(tree, manifest));
    if (schema !== null)
      configs.push({
        path: manifest,
        schema: resolvePath(at, schema),
        migrations: null,
        filters: NOTHING,
        computed: null,
      });
  }
  return configs;
}

function read(path: string, text: string): PrismaConfig {
  const from = dirname(path);
  const schema = pathIn(text, "schema");
  const migrations = pathIn(blockOf(text, "migrations"), "path");
  const [externalTables, externalEnums] = [externalsOf(text, "tables"), externalsOf(text, "enums")];
  const computed =
    externalTables === null ? "tables.external" : externalEnums === null ? "enums.external" : null;
  return {
    path,
    schema: schema === null ? null : resolvePath(from, schema),
    migrations: migrations === null ? null : resolvePath(from, migrations),
    filters: { externalTables: externalTables ?? [], externalEnums: externalEnums ?? [] },
    computed,
  };
}

/** `schema: "prisma/schema.prisma"`, also as `path.join("prisma", "schema.prisma")` of nothing but literals. */
function pathIn(text: string, key: string): string | null {
  const plain = literalIn(text, key);
  if (plain !== null) return plain;
  const joined = new RegExp(
    `\\b${key}\\s*:\\s*(?:path\\.)?join\\(((?:\\s*["'][^"'\\n]*["']\\s*,?)+)\\)`,
  ).exec(text);
  const parts = [...(joined?.[1] ?? "").matchAll(/["']([^"'\n]*)["']/g)].map(([, part = ""]) => part);
  return parts.length === 0 ? null : parts.join("/");
}

function blockOf(text: string, key: string): string {
  return new RegExp(`\\b${key}\\s*:\\s*\\{([^}]*)\\}`).exec(text)?.[1] ?? "";
}

/** The names that are kept out of Prisma's hands: null where they are computed. */
function externalsOf(text: string, key: "tables" | "enums"): string[] | null {
  const block = blockOf(text, key);
  if (!/\bexternal\b/.test(block)) return [];
  return literalsIn(block, "external");
}

function schemaOfManifest(text: string | null): string | null {
  try {
    const schema = JSON.parse(text ?? "null")?.prisma?.schema;
    return typeof schema === "string" ? schema : null;
  } catch {
    return null;
  }
}
