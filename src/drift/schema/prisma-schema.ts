import {
  basename,
  dirname,
  filesBelow,
  filesIn,
  isBelow,
  join,
  readText,
  type Tree,
} from "../../migrations/tree.ts";
import type { Filters, SchemaFile } from "./engine/engine.ts";
import { type PrismaConfig, prismaConfigs } from "./prisma-config.ts";

/** The schema that a folder of migrations belongs to. */
export interface PrismaSchema {
  readonly files: readonly SchemaFile[];
  /** The file, or the folder of files, for the user. */
  readonly path: string;
  readonly filters: Filters;
}

/** Why there is none, in words. */
export interface NoSchema {
  readonly reason: string;
}

/** The schema of a folder of migrations, as the configs name it or where Prisma looks for it by itself. */
export async function prismaSchema(tree: Tree, dir: string): Promise<PrismaSchema | NoSchema> {
  const configs = (await prismaConfigs(tree, dir)).filter(
    ({ migrations }) => migrations === null || migrations === dir,
  );
  const config = configs.find((one) => leadsTo(dir, one));
  const computed = configs.find((one) => one.computed !== null);
  if (computed !== undefined)
    return { reason: `${computed.path} computes ${computed.computed}, and no config is executed` };
  const [own] = configs;
  const filters = config?.filters ?? own?.filters ?? { externalTables: [], externalEnums: [] };
  for (const path of [config?.schema ?? null, ...usualPlaces(dir)]) {
    const files = path === null ? [] : await schemaAt(tree, path, dir);
    if (path !== null && files.some(({ content }) => DATASOURCE.test(content)))
      return { files, path, filters };
  }
  return { reason: `no schema.prisma belongs to ${dir}: none is beside it, and no config names one` };
}

const DATASOURCE = /^\s*datasource\s+\w+\s*\{/m;

/** Whether a config's schema is that of these migrations: by the config's own word, or as they lie beside it. */
function leadsTo(dir: string, { schema, migrations }: PrismaConfig): boolean {
  if (schema === null) return false;
  const parent = dirname(dir);
  return migrations === dir || dirname(schema) === parent || schema === parent || isBelow(dir, schema);
}

/** `prisma/schema.prisma`, `prisma/schema/*.prisma` and `prisma/*.prisma` beside `prisma/migrations`. */
function usualPlaces(dir: string): string[] {
  const parent = dirname(dir);
  return [join(parent, "schema.prisma"), join(parent, "schema"), parent];
}

async function schemaAt(tree: Tree, path: string, dir: string): Promise<SchemaFile[]> {
  const content = path.endsWith(".prisma") ? await readText(tree, path) : null;
  if (content !== null) return [{ path, content }];
  // The root of a repository holds everybody's files.
  const below = path === "" ? filesIn(tree.files, path) : filesBelow(tree.files, path);
  const files: SchemaFile[] = [];
  for (const file of below.filter((one) => basename(one).endsWith(".prisma") && !isBelow(one, dir))) {
    const text = await readText(tree, file);
    if (text !== null) files.push({ path: file, content: text });
  }
  return files;
}
