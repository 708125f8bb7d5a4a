import { appendFileSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderMarkdown } from "../report/markdown.ts";
import type { Report } from "../report/report.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub drops a summary of more than 1 MiB, of all that one step writes. */
const SUMMARY_BYTES = 1024 * 1024;

/** A folder of this run's own, where later steps find the reports. */
export function reportFolder(env: Environment): string {
  const parent = env.RUNNER_TEMP ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "lockgate-"));
}

export function writeReport(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Adds the whole report to the job summary, cut by weight where GitHub would drop it. */
export function addSummary(env: Environment, report: Report): void {
  const path = env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === "") return;
  const written = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const room = SUMMARY_BYTES - written - 1;
  for (let budget = room; budget > 1000; budget = Math.floor(budget * 0.7)) {
    const text = `${renderMarkdown(report, budget)}\n`;
    if (Buffer.byteLength(text) > room) continue;
    appendFileSync(path, text);
    return;
  }
}
