import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { DefaultTheme } from "vitepress";

const PAGES = new URL("../pages/", import.meta.url);

/** Pages in the order in which they are read; their titles are those of the pages. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Begin: ["start", "ci", "adoption", "playground"],
  "What it does": ["capture", "drift", "fleet", "production", "fix", "museum", "locks"],
  Reference: ["config", "cli", "rules/", "json", "library", "own-rules"],
  "When in doubt": ["troubleshooting", "security", "comparison"],
};

/** By the folder of the page that is open. */
export function sidebar(): DefaultTheme.SidebarMulti {
  const main = Object.entries(SECTIONS).map(([text, names]) => {
    return { text, items: names.filter(isThere).map(itemOf) };
  });
  return {
    "/": main,
    "/rules/": [{ text: "Rules", items: [itemOf("rules/"), ...below("rules")] }],
    "/capture": [{ text: "Migrations in code", items: [itemOf("capture"), ...below("capture")] }, ...main],
  };
}

function below(folder: string): DefaultTheme.SidebarItem[] {
  const names = readdirSync(new URL(folder, PAGES)).filter((name) => name !== "index.md");
  return names.map((name) => itemOf(`${folder}/${name.replace(/\.md$/, "")}`));
}

function itemOf(name: string): DefaultTheme.SidebarItem {
  const [, title] = /^# (.+)$/m.exec(readFileSync(fileOf(name), "utf8")) ?? [];
  return { text: title ?? name, link: `/${name}` };
}

function isThere(name: string): boolean {
  return existsSync(fileOf(name));
}

function fileOf(name: string): URL {
  return new URL(name.endsWith("/") ? `${name}index.md` : `${name}.md`, PAGES);
}
