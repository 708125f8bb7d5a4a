/** Further migrations of Drizzle: with their entries in the journal, and a snapshot for each. */
import { basename, dirname, filesIn, join, readText, type Tree } from "../../tree.ts";
import {
  type FurtherFile,
  type FurtherFiles,
  type FurtherPlan,
  lineBreakOf,
  statementTexts,
  type WrittenFile,
} from "../further.ts";
import { furtherNames } from "../further-names.ts";
import { whyNotRun } from "../further-place.ts";
import type { Folder } from "../tool.ts";
import { BREAKPOINT } from "./breakpoint.ts";
import { journalIn } from "./journal.ts";
import { withEntries } from "./journal-append.ts";
import { type SnapshotText, splitSnapshot } from "./snapshot-chain.ts";

export async function writeFurther(
  tree: Tree,
  folder: Folder,
  plan: FurtherPlan,
): Promise<FurtherFiles | string> {
  const isFolder = basename(plan.changed.path) === "migration.sql";
  const written = isFolder ? await inFolders(tree, plan) : await inJournal(tree, folder, plan);
  if (typeof written === "string") return written;
  return (await whyNotRun(tree, folder, plan, written)) ?? written;
}

/** `0007_a_2.sql`, `meta/0007_snapshot.json`, and an entry in `meta/_journal.json`. */
async function inJournal(tree: Tree, { dir }: Folder, plan: FurtherPlan): Promise<FurtherFiles | string> {
  const { changed, files } = plan;
  const meta = join(dir, "meta");
  const last = (await journalIn(tree, dir)).entries.at(-1)?.tag;
  if (last !== changed.id)
    return `${last} comes behind it in Drizzle's journal, and would need another number`;
  const numberOf = (tag: string) => /^\d+(?=_)/.exec(tag)?.[0];
  const [tags = []] = furtherNames(changed.id, files.length, false);
  if (numberOf(changed.id) === undefined) return `${changed.id} has no number, which names its snapshot`;
  const journal = join(meta, "_journal.json");
  const text = withEntries((await readText(tree, journal)) ?? "", tags);
  if (text === null) return `${journal} is not in the form that drizzle-kit writes`;
  const snapshotOf = (tag: string) => join(meta, `${numberOf(tag)}_snapshot.json`);
  const snapshots = await snapshotsOf(tree, plan, snapshotOf(changed.id), {
    known: filesIn(tree.files, meta),
    further: tags.map(snapshotOf),
  });
  if (typeof snapshots === "string") return snapshots;
  return {
    migrations: files.map((file, at) => ({
      path: join(dir, `${tags[at]}.sql`),
      text: withBreakpoints(file),
    })),
    beside: [{ path: journal, text }, ...snapshots],
  };
}

/** `20260101000001_a_2/migration.sql` with its `snapshot.json`. */
async function inFolders(tree: Tree, plan: FurtherPlan): Promise<FurtherFiles | string> {
  const { changed, files } = plan;
  const own = dirname(changed.path);
  const dir = dirname(own);
  const [names = []] = furtherNames(basename(own), files.length, false);
  const snapshotOf = (name: string) => join(join(dir, name), "snapshot.json");
  const snapshots = await snapshotsOf(tree, plan, snapshotOf(basename(own)), {
    known: tree.files.filter((path) => basename(path) === "snapshot.json" && dirname(dirname(path)) === dir),
    further: names.map(snapshotOf),
  });
  if (typeof snapshots === "string") return snapshots;
  return {
    migrations: files.map((file, at) => ({
      path: join(join(dir, names[at] ?? ""), "migration.sql"),
      text: withBreakpoints(file),
    })),
    beside: snapshots,
  };
}

/** None where the repository keeps none. */
async function snapshotsOf(
  tree: Tree,
  plan: FurtherPlan,
  own: string,
  { known, further }: { readonly known: readonly string[]; readonly further: readonly string[] },
): Promise<WrittenFile[] | string> {
  const paths = known.filter((path) => path.endsWith("snapshot.json"));
  if (paths.length === 0) return [];
  const taken = further.find((path) => paths.includes(path));
  if (taken !== undefined) return `${taken} exists`;
  const texts: SnapshotText[] = [];
  for (const path of paths) texts.push({ path, text: (await readText(tree, path)) ?? "" });
  const ownText = texts.find(({ path }) => path === own);
  if (ownText === undefined) return `${own} is missing`;
  const chain = splitSnapshot(
    ownText,
    texts.filter((one) => one !== ownText),
    plan,
  );
  if (typeof chain === "string") return chain;
  return [
    ...(chain.own === null ? [] : [{ path: own, text: chain.own }]),
    ...further.map((path, at) => ({ path, text: chain.further[at] ?? "" })),
  ];
}

/** Between its statements, each of which is sent by itself. */
function withBreakpoints({ sql }: FurtherFile): string {
  const lineBreak = lineBreakOf(sql);
  const [last = "", ...before] = statementTexts(sql).reverse();
  const parts = before.reverse().map((text) => `${text.trim()}${BREAKPOINT}`);
  return [...parts, last.trimStart()].join(lineBreak);
}
