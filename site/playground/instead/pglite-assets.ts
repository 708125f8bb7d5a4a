/** Where a page finds the extensions of the embedded PostgreSQL: among its own files. */
import { archiveName } from "../../../src/shadow/engines/pglite-archives.ts";

const own = import.meta.glob<string>("../../../node_modules/@electric-sql/pglite/dist/*.tar.gz", {
  query: "?url",
  import: "default",
  eager: true,
});
const others = import.meta.glob<string>("../../../node_modules/@electric-sql/pglite-*/dist/*.tar.gz", {
  query: "?url",
  import: "default",
  eager: true,
});

const byName = new Map(
  Object.entries({ ...own, ...others }).map(([path, url]) => [path.slice(path.lastIndexOf("/") + 1), url]),
);

/** The archive of an extension, or null where there is none for the embedded PostgreSQL. */
export function archiveOf(extension: string): URL | null {
  const url = byName.get(archiveName(extension) ?? "");
  return url === undefined ? null : new URL(url, self.location.href);
}

/** Snapshots, which fit only one build, are not kept in a page. */
export function buildOf(): string {
  return "page";
}
