/**
 * Judges public repositories at pinned commits, beside what their migrations really do, and compares the figures with
 * fixtures/corpus.json: `npm run corpus -- [--update] [--verbose] [--mirror <dir>] [<owner>/<name>[=<checkout>]...]`.
 * Without names: all that stand in the file. A difference fails; `--update` writes the figures instead, and adds a
 * repository that is given with a checkout. `--mirror`: a folder of clones `<owner>+<name>`, in place of GitHub.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type CheckedOut, checkoutOf, fetchCommit } from "./corpus/checkout.ts";
import { compareFigures, describe, type PinnedRepository } from "./corpus/figures.ts";
import { judge } from "./corpus/judge.ts";

const FILE = new URL("../fixtures/corpus.json", import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: "boolean" }, verbose: { type: "boolean" }, mirror: { type: "string" } },
});
const { repositories } = JSON.parse(readFileSync(FILE, "utf8")) as { repositories: PinnedRepository[] };
const pinned = new Map(repositories.map((entry) => [entry.repository, entry]));
let failures = 0;
for (const given of positionals.length > 0 ? positionals : [...pinned.keys()]) {
  const [repository = given, folder] = given.split("=");
  const expected = pinned.get(repository);
  if (!expected && folder === undefined) {
    process.stderr.write(
      `${repository} is not in fixtures/corpus.json: give its checkout as ${repository}=<dir>\n`,
    );
    process.exit(2);
  }
  const checkout =
    folder === undefined
      ? await fetchCommit(repository, expected?.commit ?? "", values.mirror)
      : checkoutOf(folder);
  try {
    failures += await compare(repository, checkout, expected);
  } finally {
    await checkout.remove();
  }
}
if (values.update) {
  const sorted = [...pinned.values()].sort((a, b) => (a.repository < b.repository ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify({ repositories: sorted }, null, 2)}\n`);
}
process.stdout.write(`${failures} differences\n`);
process.exit(failures === 0 || values.update ? 0 : 1);

/** The number of figures that differ. */
async function compare(
  repository: string,
  { dir, commit }: CheckedOut,
  expected: PinnedRepository | undefined,
): Promise<number> {
  const { figures, differences, unanalyzed } = await judge(dir);
  const now: PinnedRepository = { repository, commit, ...figures };
  pinned.set(repository, now);
  const changed = expected === undefined ? [] : compareFigures(expected, now);
  const details = values.verbose ? [...describe(now), ...differences, ...unanalyzed] : [];
  const verdict = changed.length === 0 ? "as expected" : `${changed.length} figures differ`;
  const lines = [`${repository} at ${commit.slice(0, 10)}: ${verdict}`, ...changed, ...details];
  process.stdout.write(`${lines.join("\n  ")}\n`);
  return changed.length;
}
