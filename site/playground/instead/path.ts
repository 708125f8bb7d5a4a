/** What lockgate takes of `node:path` where it runs in a page: names in a folder of its own, with `/`. */

export const sep = "/";

export function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(sep);
}

export function resolve(...parts: readonly string[]): string {
  return parts.reduce((path, part) => (isAbsolute(part) ? part : join(path, part)));
}

export function relative(from: string, to: string): string {
  if (to === from) return "";
  return to.startsWith(`${from}/`) ? to.slice(from.length + 1) : to;
}

export function isAbsolute(path: string): boolean {
  return path.startsWith(sep);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf(sep) + 1);
}

export function dirname(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf(sep), 1));
}
