/** What a rehearsal costs beside a bare script of the same parts, and how that grows with the history. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusFiles } from "./corpus.ts";
import { compare, type Verdict, verdict } from "./table.ts";

const node = process.execPath;
const bare = join(import.meta.dirname, "bare-rehearsal.mjs");
const ROUNDS = 5;
const OK = [0, 1, 4];

/** `given`: the folder of a repository, or null: made-up histories. */
export async function benchRehearsal(lockgate: string, given: string | null): Promise<Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-rehearsal-"));
  try {
    const dataDir = join(folder, "data-dir.tgz");
    spawnSync(node, [bare, "prepare", dataDir], { stdio: "inherit" });
    return [
      ...(await coldAndWarm(lockgate, given ?? history(folder, 161), { folder, dataDir })),
      ...(await growth(lockgate, { folder, dataDir })),
      ...(await everyMigration(lockgate, given ?? history(folder, 821))),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function history(folder: string, count: number): string {
  const root = join(folder, `history-${count}`);
  if (existsSync(root)) return root;
  mkdirSync(root);
  corpusFiles([], root, count);
  return root;
}

async function coldAndWarm(
  lockgate: string,
  root: string,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<Verdict[]> {
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
  const { timings, verdicts } = await compare(
    `the last of ${files.length} migrations rehearsed`,
    [
      { name: "bare, cold", command: node, args: [bare, "cold", dataDir, state, last, ...earlier], ok: [0] },
      { name: "bare, warm", command: node, args: [bare, "warm", state, last, ...earlier], ok: [0] },
      {
        name: "cold",
        ...check(cold),
        before: () => rmSync(cold, { recursive: true, force: true }),
      },
      { name: "warm", ...check(warm) },
    ],
    [
      { name: "cold", against: "bare, cold", by: "cpu", most: 0.8 },
      { name: "cold", against: "bare, cold", by: "wall", most: 0.8 },
      { name: "warm", against: "bare, warm", by: "cpu", most: 0.8 },
      { name: "warm", against: "bare, warm", by: "wall", most: 0.8 },
    ],
    ROUNDS,
  );
  const most = Math.max(
    ...timings.filter(({ name }) => !name.startsWith("bare")).map(({ memory }) => memory),
  );
  return [...verdicts, verdict("a rehearsal, MB", most, "<=", 400)];
}

async function growth(
  lockgate: string,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<readonly Verdict[]> {
  const contestants = [163, 820].flatMap((base) => {
    const root = history(folder, base + 1);
    const files = corpusFiles([root], root, 0).sort();
    const [last = "", earlier] = [files.at(-1), files.slice(0, -1)];
    const state = join(folder, `state-${base}.tgz`);
    spawnSync(node, [bare, "cold", dataDir, state, last, ...earlier], { stdio: "inherit" });
    return [
      {
        name: `${base} before it`,
        command: node,
        args: [lockgate, "check", last],
        cwd: root,
        env: { XDG_CACHE_HOME: join(folder, `cache-${base}`) },
        ok: OK,
      },
      { name: `bare, ${base}`, command: node, args: [bare, "warm", state, last, ...earlier], ok: [0] },
    ];
  });
  const [few = "", bareFew = "", many = "", bareMany = ""] = contestants.map(({ name }) => name);
  const { verdicts } = await compare(
    "one new migration on a longer history, warm",
    contestants,
    [{ name: many, against: few, by: "cpu", most: 1, least: bareMany, leastAgainst: bareFew }],
    ROUNDS,
  );
  return verdicts;
}

async function everyMigration(lockgate: string, root: string): Promise<Verdict[]> {
  const { length } = corpusFiles([root], root, 0);
  const title = `every one of ${length} migrations`;
  const { timings } = await compare(
    title,
    [
      {
        name: "lockgate --all",
        command: node,
        args: [lockgate, "check", "--all", "--no-cache"],
        cwd: root,
        ok: OK,
      },
    ],
    [],
    2,
  );
  const [timing] = timings;
  return [
    verdict(`${title}, a second`, length / (timing?.wall ?? Number.NaN), ">=", 25),
    verdict(`${title}, MB`, timing?.memory ?? Number.NaN, "<=", 400),
  ];
}
