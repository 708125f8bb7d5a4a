/** Prints what CHANGELOG.md says of a version: `npx tsx scripts/release-notes.ts v0.2.0`. Fails where package.json has another. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * The section of a version, headed `## 0.2.0` or `## 0.2.0 (a date)`, without its heading.
 *
 * @throws {Error} where there is none, or it is empty.
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\S+/.exec(text)?.[0] === version);
  const notes = section?.slice(section.indexOf("\n")).trim();
  if (!notes) throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${notes}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  const version = (process.argv[2] ?? "").replace(/^v/, "");
  const { version: packaged } = JSON.parse(read("package.json"));
  if (packaged !== version) throw new Error(`package.json is of ${packaged}, not ${version}`);
  process.stdout.write(releaseNotes(read("CHANGELOG.md"), version));
}
