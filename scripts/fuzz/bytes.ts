/**
 * Gives lockgate files that nobody wrote: `npm run fuzz:bytes -- [--from <seed>] [--inputs <count>] [--verbose]`. Each goes
 * through reading as its tool does, parsing, static derivation and the rules, in a child process: a crash, or a hang of more
 * than 10 seconds of its time, is told with its seed, and the run goes on behind it.
 */
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    inputs: { type: "string", default: "10000" },
    verbose: { type: "boolean", default: false },
  },
});

/** What a child says when it is through with its seeds, or of one that failed. */
export interface Batch {
  readonly failures: readonly { readonly seed: number; readonly reason: string }[];
  /** Inputs by exit code. */
  readonly exits: Readonly<Record<number, number>>;
  readonly statements: number;
  /** Of the child's own time. */
  readonly milliseconds: number;
}

const HANGS_AFTER = 10;
const BATCH = 20_000;

const folder = mkdtempSync(join(tmpdir(), "lockgate-fuzz-"));
const [from, inputs] = [Number(values.from), Number(values.inputs)];
const total = { inputs: 0, statements: 0, milliseconds: 0, exits: {} as Record<number, number> };
const failures: string[] = [];
try {
  for (let seed = from; seed < from + inputs; ) {
    const to = Math.min(seed + BATCH, from + inputs);
    const { next, batch, failure } = await runBatch(seed, to);
    const found = (batch?.failures ?? []).map((one) => `seed ${one.seed}: ${one.reason}`);
    if (failure !== null) found.push(failure);
    for (const line of found) process.stdout.write(`${line}\n`);
    failures.push(...found);
    total.inputs += next - seed;
    total.statements += batch?.statements ?? 0;
    total.milliseconds += batch?.milliseconds ?? 0;
    for (const [exit, count] of Object.entries(batch?.exits ?? {}))
      total.exits[Number(exit)] = (total.exits[Number(exit)] ?? 0) + count;
    seed = next;
    if (values.verbose || seed >= from + inputs) say();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failures.length === 0 ? 0 : 1);

function say(): void {
  const each = (total.milliseconds / Math.max(total.inputs, 1)).toFixed(2);
  const exits = Object.entries(total.exits).map(([exit, count]) => `exit ${exit}: ${count}`);
  process.stdout.write(
    `${total.inputs} inputs, ${total.statements} statements, ${each} ms of one core each; ${exits.join(", ")}; ${failures.length} failures\n`,
  );
}

/** Runs the seeds from `seed` to `to` in a child; ends behind the seed at which it crashed or hung. */
function runBatch(
  seed: number,
  to: number,
): Promise<{ next: number; batch: Batch | null; failure: string | null }> {
  const progress = join(folder, "seed");
  writeFileSync(progress, String(seed));
  const child = fork(join(import.meta.dirname, "bytes-child.ts"), [String(seed), String(to), progress], {
    execArgv: process.execArgv,
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  const reached = (): number => Number(readFileSync(progress, "utf8").trim() || seed);
  let [stderr, batch, at, since] = ["", null as Batch | null, seed, 0];
  let hung = false;
  child.stderr?.on("data", (text: Buffer) => {
    stderr = `${stderr}${text}`.slice(-2000);
  });
  child.on("message", (message: Batch) => {
    batch = message;
  });
  const watch = setInterval(() => {
    const [now, spent] = [reached(), secondsOf(child.pid ?? 0)];
    if (now !== at) [at, since] = [now, spent];
    else if (spent - since > HANGS_AFTER) {
      hung = true;
      child.kill("SIGKILL");
    }
  }, 500);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearInterval(watch);
      if (batch !== null && code === 0) return resolve({ next: to, batch, failure: null });
      const last = reached();
      const why = hung
        ? `hangs for more than ${HANGS_AFTER} s`
        : `ends with ${signal ?? code}: ${stderr.trim()}`;
      resolve({ next: last + 1, batch: null, failure: `seed ${last}: ${why}` });
    });
  });
}

/** Seconds that a process has used of a processor; where that is not available, seconds since this one began. */
function secondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return process.uptime();
  }
}
