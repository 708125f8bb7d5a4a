import type { CommitTree } from "../migrations/compare-with-base/commit-tree.ts";
import { isLeftOut, isMade, isTestCode, scriptPathspecs } from "./code-files.ts";
import type { CodeQuery } from "./code-query.ts";
import { gitGrep } from "./git-grep.ts";
import { queriesInFile } from "./query-file.ts";
import { type FoundSql, SENDS, sqlInScript } from "./script-sql.ts";

const WORDS = "$queryRaw $executeRaw $queryRawUnsafe $executeRawUnsafe sql query execute raw".split(" ");

/** More of them would be asked for longer than they are worth. */
const MOST = { files: 400, characters: 512 * 1024, queries: 1000 };

/**
 * The SQL that stands in the code of a release: behind the methods of JavaScript's clients, and in files of queries.
 * Much of it is pieced together and will not prepare: that says nothing.
 *
 * @param left folders that are not searched: those of migrations.
 */
export async function codeQueries(release: CommitTree, left: readonly string[]): Promise<CodeQuery[]> {
  const { root, commit, files } = release;
  const { lines } = await gitGrep(root, commit, { words: WORDS, paths: scriptPathspecs(left) });
  const paths = new Set([
    ...lines.flatMap(({ path, text }) => (BEGINS.test(text) ? [path] : [])),
    ...files.filter((path) => path.endsWith(".sql") && !isLeftOut(path, left)),
  ]);
  const run = [...paths].filter((path) => !isMade(path) && !isTestCode(path)).sort();
  const texts = await release.readAll(run.slice(0, MOST.files));
  const queries: CodeQuery[] = [];
  for (const [path, text] of texts) {
    if (text.length > MOST.characters) continue;
    const found = path.endsWith(".sql") ? queriesInFile(text) : sqlInScript(text);
    queries.push(...found.map((one, at) => queryOf(path, one, found, at)));
  }
  return queries.slice(0, MOST.queries);
}

/** As {@link SENDS}; the literal may begin on the next line. */
const BEGINS = new RegExp(SENDS.source.replace(/\(\?=\[`"'\]\)$/, "(?:[`\"']|$)"));

function queryOf(path: string, { sql, line }: FoundSql, all: readonly FoundSql[], at: number): CodeQuery {
  const before = all.slice(0, at).filter((one) => one.line === line).length;
  const id = before === 0 ? `${path}:${line}` : `${path}:${line}#${before + 1}`;
  return { id, sql, callsPerSecond: null, from: "code", place: { path, line } };
}
