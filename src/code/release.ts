import { type CommitTree, commitTree } from "../migrations/compare-with-base/commit-tree.ts";
import type { Target } from "../migrations/migration.ts";
import { codeQueries } from "./code-queries.ts";
import type { CodeQuery } from "./code-query.ts";
import { defaultQueries } from "./default-queries.ts";
import { releasedSchema } from "./released-schema.ts";

/** The release that is running now, as the commit shows it that the change is judged against. */
export type Release = CommitTree;

/** @throws {GitFailure} where the commit is not in this clone. */
export function releaseAt(root: string, commit: string): Promise<Release> {
  return commitTree(root, commit);
}

/** What its code shows of the queries that it sends to the database of a folder of migrations. */
export async function releaseQueries(release: Release, target: Target): Promise<CodeQuery[]> {
  const schema = await releasedSchema(release, target);
  const written = await codeQueries(release, [target.dir]);
  return [...(schema === null ? [] : defaultQueries(schema)), ...written];
}
