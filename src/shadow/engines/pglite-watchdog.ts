import { Worker } from "node:worker_threads";

/**
 * Ends this process when it needs more memory than `megabytes` (by `signal`, so that the cause is known) or when its
 * parent is gone. In a thread of its own: SQL that never ends keeps the main one busy.
 */
export function watchMyself(megabytes: number, signal: string): void {
  const watching = new Worker(PROGRAM, {
    eval: true,
    workerData: { bytes: megabytes * 1_000_000, parent: process.ppid, signal },
    stdin: false,
  });
  watching.unref();
}

const PROGRAM = `
const { bytes, parent, signal } = require("node:worker_threads").workerData;
function orphaned() {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
}
setInterval(() => {
  if (orphaned()) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > bytes) process.kill(process.pid, signal);
}, 100);
`;
