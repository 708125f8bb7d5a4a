/** Writes the pages of the site from the repository: its docs, the READMEs of the rules, the museum and the lock catalogue. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { DATA_DIR } from "../../src/shadow/engines/pglite-assets.ts";
import { examplesIn } from "./examples.ts";
import { lockRows } from "./lock-rows.ts";
import { asPage, pageOf } from "./page.ts";

const root = new URL("../../", import.meta.url);
const site = new URL("../", import.meta.url);
const pages = new URL("pages/", site);

function write(url: URL, content: string | Uint8Array): void {
  mkdirSync(dirname(fileURLToPath(url)), { recursive: true });
  writeFileSync(url, content);
}

const examples = examplesIn(new URL("fixtures/museum", root));

/** An incident that is plain SQL can be tried where it is told. */
function withExamples(museum: string): string {
  return examples.reduce((text, { id, title }) => {
    const heading = `## ${title.slice("2015: ".length)} (${id.slice(0, 4)})\n`;
    return text.replace(
      heading,
      () => `${heading}\n[Open it in the playground](/playground?example=${id})\n`,
    );
  }, museum);
}

/** Of the lock catalogue the table that can be filtered takes the place of those of the Markdown page. */
function textOf(file: string): string {
  const text = readFileSync(new URL(file, root), "utf8");
  if (file === "docs/museum.md") return withExamples(text);
  if (file !== "docs/locks.md") return text;
  const [head = "", ...sections] = text.split(/^(?=## )/m);
  const [title = "", reading = ""] = head.split(/^(?=How to read)/m);
  const explained = reading.replace(/^\[The eight lock modes\].*$/m, "");
  return `---\naside: false\n---\n\n${title}<LockTable />\n\n## How to read it\n\n${explained}${sections[0]}`;
}

rmSync(pages, { recursive: true, force: true });
cpSync(new URL("own-pages/", site), pages, { recursive: true });
const files = ["docs", "rules"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).map(
    (path) => `${folder}/${path.replaceAll("\\", "/")}`,
  ),
);
for (const file of files.filter((path) => /\.(md|png)$/.test(path))) {
  const page = pageOf(file);
  if (page === null) {
    if (file.endsWith(".png")) cpSync(new URL(file, root), new URL(file.replace(/^docs\//, ""), pages));
    continue;
  }
  const own = new URL(`${page}.md`, pages);
  // The site has a page of its own in the place of a few.
  if (!existsSync(own)) write(own, asPage(file, textOf(file)));
}
write(new URL(".generated/examples.json", site), JSON.stringify(examples));
write(new URL(".generated/locks.json", site), JSON.stringify(lockRows()));
write(new URL(".generated/pglite.datadir.gz", site), gzipSync(readFileSync(DATA_DIR), { level: 9 }));
