import { lstatSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { UsageError } from "../migrations/failure.ts";
import type { Report } from "../report/report.ts";
import { ReportSchema } from "../report/report.ts";

const LARGEST = 64 * 1024 * 1024;

/**
 * The report in a file that `check --output json=...` wrote, or that somebody else made to look like one: every value is
 * checked, so that only texts can be hostile, and those are escaped where they are shown.
 *
 * @param from a path, or 0 for stdin.
 * @throws {UsageError} for a file that is none.
 */
export function readReport(from: string | 0): Report {
  if (from === 0) return reportIn(readFileSync(0, "utf8"), "stdin");
  const path = from;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`there is no report ${path}`);
  // A link in somebody's artifact could name any file of this machine.
  if (!stat.isFile()) throw new UsageError(`the report ${path} is not a file`);
  if (stat.size > LARGEST) throw new UsageError(`the report ${path} is larger than ${LARGEST} bytes`);
  return reportIn(readFileSync(path, "utf8"), path);
}

function reportIn(text: string, path: string): Report {
  const parsed = v.safeParse(ReportSchema, parseJson(text, path));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue);
    throw new UsageError(
      `${path} is not a report of this version of lockgate${where === null ? "" : `: see ${where}`}`,
      "Write it with lockgate check --output json=<path>.",
    );
  }
  return parsed.output;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON`);
  }
}
