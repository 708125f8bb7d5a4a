import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../migrations/failure.ts";
import { leadsOut } from "../migrations/find/leads-out.ts";

/** Where a server may read and write. */
export interface Confines {
  /** The repository's root, or the working directory where there is none: absolute, without links. */
  readonly root: string;
  /** The working directory: absolute. */
  readonly cwd: string;
}

/**
 * A path that an assistant gave, as an absolute path: relative to the working directory, or to the root, as reports have
 * them.
 *
 * @throws {UsageError} for one outside of the repository, also behind a link.
 */
export function confine({ root, cwd }: Confines, typed: string): string {
  if (typed === "" || typed.includes("\0")) throw new UsageError("a path is empty or no path");
  const fromHere = resolve(cwd, typed);
  const absolute = existsSync(fromHere) ? fromHere : resolve(root, typed);
  if (leadsOut(root, absolute)) {
    throw new UsageError(`${typed} is outside the repository`, "Only its own files are read here.");
  }
  return absolute;
}
