/** What the bundled Action costs from its start to its verdict, beside an empty Node process. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pullRequest } from "../src/action/e2e/events.testing.ts";
import { type Ran, removeRuns, runAction } from "../src/action/e2e/runner.testing.ts";
import { type Files, HARMLESS, Shop } from "../src/action/e2e/shop.testing.ts";
import { FakeGitHub } from "../src/comment/fake-github.testing.ts";
import { type Cost, costOfChildren } from "./cpu.ts";
import { median } from "./race.ts";
import { type Verdict, verdict } from "./table.ts";

const main = join(import.meta.dirname, "..", "dist", "action", "index.js");
const ROUNDS = 7;

export async function benchAction(): Promise<Verdict[]> {
  const [shop, github] = [new Shop(), await new FakeGitHub().start()];
  try {
    const run = (files: Files): (() => Promise<unknown>) => {
      const commits = shop.pull(files);
      const workspace = shop.checkout(commits.merge);
      return async () => finished(await runAction({ main, workspace, ...pullRequest(commits), github }));
    };
    const contestants = {
      "node -e 0": empty,
      "no migration": run({ "README.md": "A shop.\n" }),
      "one rehearsed": run(HARMLESS),
    };
    console.log(`\nthe Action (Node ${process.version}, ${ROUNDS} rounds)`);
    const costs = await costsOf(contestants);
    const verdicts: Verdict[] = [];
    for (const [name, most] of [
      ["no migration", 2],
      ["one rehearsed", 12],
    ] as const)
      verdicts.push(verdict(`the Action, ${name} / node -e 0, wall`, ratio(costs, name), "<=", most));
    return verdicts;
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

type Name = "node -e 0" | "no migration" | "one rehearsed";

/** In turn, after a round that does not count. */
async function costsOf(contestants: Readonly<Record<Name, () => Promise<unknown>>>) {
  const costs: Record<Name, Cost[]> = { "node -e 0": [], "no migration": [], "one rehearsed": [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const name of Object.keys(costs) as Name[]) {
      const cost = await costOfChildren(contestants[name]);
      if (round > 0) costs[name].push(cost);
    }
  for (const [name, all] of Object.entries(costs)) {
    const [wall, cpu] = [median(all.map((one) => one.wall)), median(all.map((one) => one.cpu))];
    console.log(`  ${name.padEnd(24)} wall ${wall.toFixed(3)} s, cpu ${cpu.toFixed(2)} s`);
  }
  return costs;
}

function ratio(costs: Readonly<Record<Name, readonly Cost[]>>, name: Name): number {
  const beside = costs["node -e 0"];
  return median(costs[name].map(({ wall }, round) => wall / (beside[round]?.wall ?? Number.NaN)));
}
