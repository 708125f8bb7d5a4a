import { readdirSync, readFileSync } from "node:fs";

/** Megabytes that a process and all that it started hold at this moment; the most that it held where it is alone. */
export function megabytes(root: number): number {
  const all = [root];
  for (const pid of all) all.push(...childrenOf(pid));
  const [only] = all;
  return all.length === 1 && only !== undefined
    ? statusOf(only, "VmHWM")
    : all.reduce((sum, pid) => sum + statusOf(pid, "VmRSS"), 0);
}

function childrenOf(pid: number): number[] {
  try {
    // Each thread has children of its own.
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function statusOf(pid: number, name: "VmHWM" | "VmRSS"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
