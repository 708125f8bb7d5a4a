/**
 * Fills the tables that the migrations of repositories make, and tells which took no rows and why:
 * `npx tsx scripts/fill-shadows.ts [--shadow <url>] [--twice] [--verbose] <dir>...`
 * `--twice`: on a second shadow, too, whose rows have to be the same.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { rehearse } from "../src/shadow/rehearse/rehearse.ts";
import { type Contents, contentsOf } from "../src/shadow/rows/contents.ts";
import { diffContents } from "../src/shadow/rows/diff-contents.ts";
import { fillTables } from "../src/shadow/rows/fill-tables.ts";
import { type ModelTarget, targetsOf } from "./model/targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shadow: { type: "string", default: "pglite" },
    twice: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
for (const dir of positionals)
  for (const target of await targetsOf(resolve(dir))) {
    const once = await fill(target, dir);
    if (!values.twice || once === null) continue;
    const again = await fill(target, dir);
    for (const { relation, reason } of again === null ? [] : diffContents(once, again))
      process.stdout.write(`  not the same on a second shadow: ${relation}: ${reason}\n`);
  }

/** What the shadow then holds; null when it was lost. */
async function fill(
  { name, migrations, platform, extensions }: ModelTarget,
  dir: string,
): Promise<Contents | null> {
  let contents: Contents | null = null;
  await rehearse({
    shadow: values.shadow,
    scheduled: migrations.map((one) => ({ ...one, judged: false })),
    grouping: "one change",
    platform,
    prelude: null,
    extensions,
    live: null,
    cache: null,
    visit: async ({ shadow: { session } }) => {
      const start = performance.now();
      const { filled, unfilled } = await fillTables(session);
      const between = performance.now();
      contents = await contentsOf(session);
      const { tables, unread } = contents;
      const [filling, reading] = [between - start, performance.now() - between].map(Math.round);
      process.stdout.write(
        `${dir} ${name}: ${filled.size} filled, ${unfilled.length} not (${filling} ms); ${tables.size} read, ${unread.length} not (${reading} ms)\n`,
      );
      for (const { relation, reason } of [...unfilled, ...unread])
        process.stdout.write(`  ${relation}: ${reason}\n`);
      if (values.verbose)
        for (const [relation, rows] of filled) process.stdout.write(`  ${relation}: ${rows}\n`);
    },
  });
  return contents;
}
