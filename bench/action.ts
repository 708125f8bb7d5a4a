/** What the bundled Action costs from its start to its verdict, beside an empty Node process. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pullRequest } from "../src/action/e2e/events.testing.ts";
import { type Ran, removeRuns, runAction } from "../src/action/e2e/runner.testing.ts";
import { type Files, HARMLESS, type PullRequestCommits, Shop } from "../src/action/e2e/shop.testing.ts";
import { FakeGitHub } from "../src/comment/fake-github.testing.ts";
import { type Cost, costOfChildren } from "./cpu.ts";
import { median } from "./race.ts";
import { type Verdict, verdict } from "./table.ts";

const action = join(import.meta.dirname, "..", "dist", "action", "index.js");
const bare = join(import.meta.dirname, "bare-action.mjs");
const ROUNDS = 7;

/** `most`: how many times an empty process they may take. */
const PULLS: readonly { readonly name: string; readonly files: Files; readonly most: number }[] = [
  { name: "no migration", files: { "README.md": "A shop.\n" }, most: 2 },
  { name: "one rehearsed", files: HARMLESS, most: 12 },
];

export async function benchAction(): Promise<Verdict[]> {
  const [shop, github] = [new Shop(), await new FakeGitHub().start()];
  try {
    const dataDir = join(shop.folder, "..", "data-dir.tgz");
    const script = join(import.meta.dirname, "bare-rehearsal.mjs");
    spawnSync(process.execPath, [script, "prepare", dataDir], { stdio: "inherit" });
    const run = (main: string, commits: PullRequestCommits) => {
      const event = pullRequest(commits);
      // The round that does not count fetches the base.
      const workspace = shop.checkout(commits.merge);
      const env = { ...event.env, BARE_DATA_DIR: dataDir };
      return async () => finished(await runAction({ main, workspace, ...event, env, github }));
    };
    const contestants: Contestants = { "node -e 0": empty };
    for (const { name, files } of PULLS) {
      const commits = shop.pull(files);
      contestants[name] = run(action, commits);
      contestants[`bare, ${name}`] = run(bare, commits);
    }
    console.log(`\nthe Action (Node ${process.version}, ${ROUNDS} rounds)`);
    const costs = await costsOf(contestants);
    return PULLS.map(({ name, most }) => {
      const what = `the Action, ${name} / node -e 0, wall`;
      return verdict(what, ratio(costs, name), "<=", most, ratio(costs, `bare, ${name}`));
    });
  } finally {
    await github.stop();
    shop.remove();
    removeRuns();
  }
}

function finished({ exit, stdout, stderr }: Ran): void {
  if (exit !== 0) throw new Error(`the Action ended with ${exit}: ${stdout}${stderr}`);
}

function empty(): Promise<unknown> {
  return new Promise((done) => spawn(process.execPath, ["-e", "0"]).on("close", done));
}

type Contestants = Record<string, () => Promise<unknown>>;
type Costs = Readonly<Record<string, readonly Cost[]>>;

/** In turn, after a round that does not count. */
async function costsOf(contestants: Contestants): Promise<Costs> {
  const costs: Record<string, Cost[]> = Object.fromEntries(
    Object.keys(contestants).map((name) => [name, []]),
  );
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, contestant] of Object.entries(contestants)) {
      const cost = await costOfChildren(contestant);
      if (round > 0) costs[name]?.push(cost);
    }
  for (const [name, all] of Object.entries(costs)) {
    const [wall, cpu] = [median(all.map((one) => one.wall)), median(all.map((one) => one.cpu))];
    console.log(`  ${name.padEnd(24)} wall ${wall.toFixed(3)} s, cpu ${cpu.toFixed(2)} s`);
  }
  return costs;
}

function ratio(costs: Costs, name: string): number {
  const beside = costs["node -e 0"] ?? [];
  return median((costs[name] ?? []).map(({ wall }, round) => wall / (beside[round]?.wall ?? Number.NaN)));
}
