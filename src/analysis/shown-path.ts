import { basename, isAbsolute, relative, sep } from "node:path";

/** A file as a report names it: relative to the root, with `/`; of one outside of the repository its name alone. */
export function shownPath(root: string, path: string): string {
  const inside = relative(root, path);
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isOutside ? basename(path) : inside.split(sep).join("/");
}
