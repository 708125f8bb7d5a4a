/** Commands that misbehave, in namespaces where the system has them and without. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { runAlone } from "./capture.testing.ts";
import { canIsolate } from "./isolation.ts";

const PLACES = [["on the loopback", false] as const, ["in namespaces", true] as const].filter(
  ([, isIsolated]) => !isIsolated || canIsolate(),
);

function processesWith(word: string): string[] {
  const all = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(`sleep ${word}`));
}

test.runIf(process.platform === "linux").each(PLACES)(
  "no process of a fork bomb is left %s",
  async (_, isIsolated) => {
    const seconds = isIsolated ? "987.25" : "987.75";
    const bomb = `const { spawn } = require("node:child_process");
      for (let n = 0; n < 50; n++)
        spawn("setsid", ["sh", "-c", "sleep ${seconds} & sleep ${seconds}"], { detached: true, stdio: "ignore" }).unref();
      setTimeout(() => console.log("started"), 500);`;
    const run = await runAlone(bomb, { isIsolated });
    expect(run).toMatchObject({ exit: 0, lastLines: ["started"] });
    expect(processesWith(seconds)).toEqual([]);
  },
);

test("the last lines are text, whatever is printed", async () => {
  const prints = String.raw`
    process.stdout.write("\u0000\u0000one\u0000\n\u001b[31mred\u001b[0m\u001b[?25l\n\u001b]0;title\u0007three\u0008\u009b1m\r10 %\r20 %\n");
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a]));
    const [first, second] = [Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])];
    process.stdout.write(first);
    setTimeout(() => process.stdout.write(second), 200);`;
  const run = await runAlone(prints);
  expect(run.lastLines).toEqual(["one", "red", "three", "10 %", "20 %", "\ufffd\ufffd", "€"]);
});

test.runIf(process.platform === "linux")(
  "what it puts in place of the hook's notes is not waited for",
  async () => {
    const swaps = `require("node:fs").rmSync(process.env.LOCKGATE_CAPTURE_SENT, { force: true });
    require("node:child_process").execFileSync("mkfifo", [process.env.LOCKGATE_CAPTURE_SENT]);`;
    const run = await runAlone(swaps);
    expect(run.exit).toBe(0);
  },
);
