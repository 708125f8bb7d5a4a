/**
 * How well broken live queries are told: of public repositories at the commits of fixtures/corpus.json, the newest
 * migrations that take something away, each against what an ORM's client can send on the schema before it, run for true
 * before and after: `npm run live-queries -- [--most <migrations>] [--verbose] [--mirror <dir>] [<owner>/<name>[=<checkout>]...]`.
 * Fails where one is told falsely, or fewer than 99 of 100 are found.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadParser } from "../src/sql/parse.ts";
import { checkoutOf, fetchCommit } from "./corpus/checkout.ts";
import type { PinnedRepository } from "./corpus/figures.ts";
import { type Measured, measure } from "./live-queries/measure.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: "string", default: "12" },
    verbose: { type: "boolean" },
    mirror: { type: "string" },
  },
});
const file = new URL("../fixtures/corpus.json", import.meta.url);
const { repositories } = JSON.parse(readFileSync(file, "utf8")) as { repositories: PinnedRepository[] };
await loadParser();
const all: Measured[] = [];
for (const given of positionals.length > 0 ? positionals : repositories.map(({ repository }) => repository)) {
  const [repository = given, folder] = given.split("=");
  const commit = repositories.find((one) => one.repository === repository)?.commit ?? "";
  const checkout =
    folder === undefined ? await fetchCommit(repository, commit, values.mirror) : checkoutOf(folder);
  const own: Measured[] = [];
  try {
    await measure(checkout.dir, Number(values.most), (one) => {
      own.push(one);
      if (values.verbose) print(one.path, [one]);
    });
  } finally {
    await checkout.remove();
  }
  all.push(...own);
  print(`${repository} at ${checkout.commit.slice(0, 10)}`, own);
}
const [found, broken, wrong] = print("all", all);
process.exit(wrong === 0 && found >= 0.99 * broken ? 0 : 1);

function print(name: string, measured: readonly Measured[]): [found: number, broken: number, wrong: number] {
  const sum = (of: (one: Measured) => number) => measured.reduce((total, one) => total + of(one), 0);
  const [found, broken, wrong] = [
    sum((it) => it.found),
    sum((it) => it.broken),
    sum((it) => it.false.length),
  ];
  const percent = (part: number, whole: number) => (whole === 0 ? "-" : (part / whole).toFixed(3));
  process.stdout.write(
    `${name}: ${measured.length} migrations, ${sum((it) => it.ran)} queries, ${sum((it) => it.checked)} checked; ` +
      `${broken} break, ${found} told, ${wrong} falsely: precision ${percent(found, found + wrong)}, recall ${percent(found, broken)}; ` +
      `${sum((it) => it.byValue)} fail by their values alone\n`,
  );
  if (values.verbose)
    for (const { false: falsely, missed, notChecked } of measured.length === 1 ? measured : []) {
      for (const reason of notChecked) process.stdout.write(`  not checked: ${reason}\n`);
      for (const sql of falsely) process.stdout.write(`  false: ${sql.slice(0, 300)}\n`);
      for (const sql of missed) process.stdout.write(`  missed: ${sql.slice(0, 300)}\n`);
    }
  return [found, broken, wrong];
}
