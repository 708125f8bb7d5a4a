/** What the archives of PGlite's extensions are called. */

/** Extensions whose archive has another name: several are in one. */
const NAMES: Readonly<Record<string, string>> = {
  autoinc: "spi",
  insert_username: "spi",
  moddatetime: "spi",
  refint: "spi",
};

/** The file name of the archive that an extension would be in; null where it cannot be the name of one. */
export function archiveName(extension: string): string | null {
  const name = `${NAMES[extension] ?? extension}.tar.gz`;
  return /^[a-z0-9_-]+\.tar\.gz$/.test(name) ? name : null;
}
