import { type CommitTree, commitTree } from "../migrations/compare-with-base/commit-tree.ts";
import type { Target } from "../migrations/migration.ts";
import { codeQueries } from "./code-queries.ts";
import type { CodeQuery } from "./code-query.ts";
import type { DeclaredSchema } from "./declared-schema.ts";
import { defaultQueries } from "./default-queries.ts";
import { releasedSchema } from "./released-schema.ts";

/** The release that is running now, as the commit shows it that the change is judged against. */
export interface Release extends CommitTree {
  /** The schema in its code that belongs to a folder of migrations, read once; null: there is none that is read. */
  schema(target: Pick<Target, "tool" | "dir">): Promise<DeclaredSchema | null>;
}

/** @throws {GitFailure} where the commit is not in this clone. */
export async function releaseAt(root: string, commit: string): Promise<Release> {
  const tree = await commitTree(root, commit);
  const schemas = new Map<string, Promise<DeclaredSchema | null>>();
  return {
    ...tree,
    schema({ tool, dir }) {
      const key = `${tool} ${dir}`;
      const schema = schemas.get(key) ?? releasedSchema(tree, { tool, dir });
      schemas.set(key, schema);
      return schema;
    },
  };
}

/** What its code shows of the queries that it sends to the database of a folder of migrations. */
export async function releaseQueries(release: Release, target: Target): Promise<CodeQuery[]> {
  const schema = await release.schema(target);
  const written = await codeQueries(release, [target.dir]);
  return [...(schema === null ? [] : defaultQueries(schema)), ...written];
}
