import { dirname, isBelow, join, resolvePath } from "../../tree.ts";
import { escaped } from "../literals.ts";
import type { Database } from "../tool.ts";

/** A location: a folder and all below it, or what a pattern names below a folder. */
export interface Location {
  readonly dir: string;
  /** Of folders, relative to the root; null: all. */
  readonly pattern: RegExp | null;
}

/** Where a key stands: its file, and the folder in which its module's build runs. */
export interface Place {
  readonly path: string;
  readonly module: string;
}

export function placeOf(path: string, at: string): Place {
  const resources = /^(?:(.*)\/)?src\/(?:main|test)\/resources\//.exec(path);
  return { path, module: resources === null ? at : (resources[1] ?? "") };
}

/** Only those in the repository: a bucket's, or one of a folder that the environment names, are not known. */
export function locationsIn(
  written: readonly string[] | null,
  place: Place | undefined,
  database: Database | null,
): Location[] | null {
  if (written === null || place === undefined) return null;
  const vendor = isPostgresUrl(database) ? "postgresql" : database?.name;
  return written.flatMap((location) => {
    const [, scheme = "classpath:", path = ""] =
      /^(\w+:)?(.*)$/.exec(location.replaceAll("{vendor}", vendor ?? "postgresql")) ?? [];
    if (scheme !== "classpath:" && scheme !== "filesystem:") return [];
    const base = scheme === "classpath:" ? join(place.module, "src/main/resources") : place.module;
    const plain = path.replace(/^\/+/, "").split("/");
    const wild = plain.findIndex((part) => /[*?]/.test(part));
    const dir = resolvePath(base, (wild < 0 ? plain : plain.slice(0, wild)).join("/"));
    if (dir === null) return [];
    return [{ dir, pattern: wild < 0 ? null : globOf(join(dir, plain.slice(wild).join("/"))) }];
  });
}

function isPostgresUrl(database: Database | null): boolean {
  return database === null || /^postgres/i.test(database.name);
}

/** Flyway's wildcards in a location: folders, and all below them. */
function globOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part === "**") return "(?:[^/]+/)*";
    return `${escaped(part).replaceAll("\\*", "[^/]*").replaceAll("\\?", "[^/]")}/`;
  });
  return new RegExp(`^${parts.join("")}`);
}

export function isInLocation({ dir, pattern }: Location, path: string): boolean {
  return isBelow(path, dir) && (pattern === null || pattern.test(`${dirname(path)}/`));
}

/** The folder that holds them all. */
export function commonFolder(locations: readonly Location[]): string {
  const [first = "", ...others] = locations.map(({ dir }) => dir);
  let common = first;
  while (others.some((dir) => dir !== common && !isBelow(dir, common))) common = dirname(common);
  return common;
}
