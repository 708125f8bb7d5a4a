import { prismaSchema } from "../drift/schema/prisma-schema.ts";
import type { CommitTree } from "../migrations/compare-with-base/commit-tree.ts";
import type { Target } from "../migrations/migration.ts";
import type { DeclaredSchema } from "./declared-schema.ts";
import { drizzleSchema } from "./drizzle-schema.ts";
import { prismaModels } from "./prisma-models.ts";

/**
 * The schema in the code of a release that belongs to a folder of migrations, or null where there is none that is read.
 *
 * @param tree the release's commit.
 */
export async function releasedSchema(
  tree: CommitTree,
  { tool, dir }: Pick<Target, "tool" | "dir">,
): Promise<DeclaredSchema | null> {
  if (tool === "drizzle") return drizzleSchema(tree, dir);
  if (tool !== "prisma") return null;
  const schema = await prismaSchema(tree, dir);
  return "reason" in schema ? null : prismaModels(schema.files);
}
