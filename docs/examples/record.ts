import { writeFile } from "node:fs/promises";
import { record } from "lockgate";

/** Runs the migrations that are new against main, and writes what they send. The exit code is that of `lockgate capture`. */
export async function recordInto(file: string, cwd: string, print: (text: string) => void): Promise<number> {
  const { recording, shortfalls } = await record({ cwd, settings: { base: "main" } });
  for (const { path, reason } of shortfalls) print(`${path}: ${reason}`);
  if (recording === null) return 4;
  for (const { path, sent } of recording.migrations) print(`${path}: ${sent.length} messages`);
  await writeFile(file, JSON.stringify(recording));
  return shortfalls.length === 0 ? 0 : 4;
}
