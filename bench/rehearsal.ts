/** What a rehearsal costs beside a bare script of the same parts, and how that grows with the history. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusFiles } from "./corpus.ts";
import { compare, verdict } from "./table.ts";

const node = process.execPath;
const bare = join(import.meta.dirname, "bare-rehearsal.mjs");
const ROUNDS = 5;
const OK = [0, 1, 4];

/** `given`: the folder of a repository, or null: made-up histories. */
export async function benchRehearsal(lockgate: string, given: string | null): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-rehearsal-"));
  try {
    const dataDir = join(folder, "data-dir.tgz");
    spawnSync(node, [bare, "prepare", dataDir], { stdio: "inherit" });
    await coldAndWarm(lockgate, given ?? history(folder, 161), { folder, dataDir });
    await growth(lockgate, folder);
    await everyMigration(lockgate, given ?? history(folder, 821));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function history(folder: string, count: number): string {
  const root = join(folder, `history-${count}`);
  mkdirSync(root, { recursive: true });
  corpusFiles([], root, count);
  return root;
}

async function coldAndWarm(
  lockgate: string,
  root: string,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<void> {
  const files = corpusFiles([root], root, 0).sort();
  const [last = "", ...others] = [...files].reverse();
  const earlier = others.reverse();
  const state = join(folder, "state.tgz");
  const [cold, warm] = [join(folder, "cold"), join(folder, "warm")];
  const check = (cache: string) => ({
    command: node,
    args: [lockgate, "check", last],
    cwd: root,
    env: { XDG_CACHE_HOME: cache },
    ok: OK,
  });
  const timings = await compare(
    `rehearsing the last of ${files.length} migrations`,
    [
      { name: "bare, cold", command: node, args: [bare, "cold", dataDir, state, last, ...earlier], ok: [0] },
      { name: "bare, warm", command: node, args: [bare, "warm", state, last], ok: [0] },
      {
        name: "lockgate, cold",
        ...check(cold),
        before: () => rmSync(cold, { recursive: true, force: true }),
      },
      { name: "lockgate, warm", ...check(warm) },
    ],
    [
      { name: "lockgate, cold", against: "bare, cold", most: 1.25 },
      { name: "lockgate, warm", against: "bare, warm", most: 1.4 },
    ],
    ROUNDS,
  );
  for (const { name, memory } of timings)
    if (name.startsWith("lockgate")) verdict(`${name}, MB`, memory ?? Number.NaN, "<=", 700);
}

async function growth(lockgate: string, folder: string): Promise<void> {
  const contestants = [20, 160, 820].map((base) => {
    const root = history(folder, base + 1);
    const last = corpusFiles([root], root, 0).sort().at(-1) ?? "";
    return {
      name: `${base} before it, warm`,
      command: node,
      args: [lockgate, "check", last],
      cwd: root,
      env: { XDG_CACHE_HOME: join(folder, `cache-${base}`) },
      ok: OK,
    };
  });
  const [few = "", some = "", many = ""] = contestants.map(({ name }) => name);
  await compare(
    "one new migration on a longer history",
    contestants,
    [
      { name: some, against: few, most: 1.6 },
      { name: many, against: some, most: 1.6 },
    ],
    ROUNDS,
  );
}

async function everyMigration(lockgate: string, root: string): Promise<void> {
  const { length } = corpusFiles([root], root, 0);
  const name = "lockgate --all";
  const [timing] = await compare(
    `every one of ${length} migrations`,
    [{ name, command: node, args: [lockgate, "check", "--all", "--no-cache"], cwd: root, ok: OK }],
    [],
    3,
  );
  verdict("migrations a second", length / (timing?.wall ?? Number.NaN), ">=", 25);
  verdict("MB", timing?.memory ?? Number.NaN, "<=", 700);
}
