/** A Markdown file of the repository as a page of the site. */
import { dirname, join, normalize } from "node:path/posix";

export const REPOSITORY = "https://github.com/lockgate/lockgate";

/** The page that a file of the repository becomes, without its extension; null: it is none. */
export function pageOf(file: string): string | null {
  const [, rule] = /^rules\/([^/]+)\/README\.md$/.exec(file) ?? [];
  if (rule !== undefined) return `rules/${rule}`;
  if (file === "rules/README.md") return "rules/index";
  const [, doc] = /^docs\/(?!examples\/)(.+)\.md$/.exec(file) ?? [];
  return doc ?? null;
}

/** Its text with links that lead to pages of the site, and to the repository where there is none. */
export function asPage(file: string, text: string): string {
  const body = outsideCode(text, (prose) =>
    prose.replaceAll(/(!?)(\[[^\]]*\])\(([^)\s]+)\)/g, (whole, image, label, target) =>
      image === "" && !/^(?:[a-z]+:|#|\/)/.test(target) ? `${label}(${linkFrom(file, target)})` : whole,
    ),
  );
  return `${body.trimEnd()}\n\n[This page in the repository](${REPOSITORY}/blob/main/${file})\n`;
}

function linkFrom(file: string, target: string): string {
  const [path = "", fragment] = target.split("#");
  const found = normalize(join(dirname(file), path));
  const page = pageOf(found);
  const url = page === null ? `${REPOSITORY}/blob/main/${found}` : `/${page.replace(/(^|\/)index$/, "$1")}`;
  return fragment === undefined ? url : `${url}#${fragment}`;
}

/** Changes what stands outside of fenced blocks. */
function outsideCode(text: string, change: (prose: string) => string): string {
  return text
    .split(/^(```[\s\S]*?^```[^\S\n]*$)/m)
    .map((part) => (part.startsWith("```") ? part : change(part)))
    .join("");
}
