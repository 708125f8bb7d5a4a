import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOutside } from "./given.ts";

/** Whether a path, absolute, is outside of `root`, itself or behind a link. It need not exist. */
export function leadsOut(root: string, absolute: string): boolean {
  return isOutside(root, withoutLinks(absolute));
}

/** The path without links, as far as it exists. */
export function withoutLinks(absolute: string): string {
  try {
    return realpathSync.native(absolute);
  } catch {
    const above = dirname(absolute);
    return above === absolute ? absolute : join(withoutLinks(above), basename(absolute));
  }
}
