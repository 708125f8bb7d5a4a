import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { leadsOut, withoutLinks } from "../../migrations/find/leads-out.ts";
import type { Existing } from "./agent.ts";

/** A file of the repository that may be added to. */
export function existingFile(root: string, path: string): Existing {
  const file = join(root, path);
  if (leadsOut(root, file)) return { refused: "is a link out of the repository and is left as it is" };
  if (!existsSync(file)) return { text: null };
  try {
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? { text: bytes.toString() } : { refused: "is not UTF-8 and is left as it is" };
  } catch {
    return { refused: "cannot be read and is left as it is" };
  }
}

/** Where links lead to, relative to the root, with `/`. */
export function linkedPath(root: string, path: string): string {
  return relative(root, withoutLinks(join(root, path)))
    .split(sep)
    .join("/");
}
