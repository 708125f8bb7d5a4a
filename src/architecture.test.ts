import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Which folders and files of src a folder may import from (itself always). Files at the top of src are named by their own name. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  sql: [],
  postgres: [],
  // How SQL is read as text and sent, never what it means.
  migrations: ["sql/lexer.ts", "sql/blank.ts", "sql/delivery.ts"],
  effects: ["sql", "postgres"],
  production: ["postgres"],
  rule: ["effects", "sql", "postgres", "migrations", "production"],
  "rule.ts": ["rule", "effects", "sql", "postgres", "migrations", "production"],
  judge: ["rule.ts", "effects", "sql", "postgres", "migrations", "production", "report"],
  shadow: ["effects", "sql", "postgres", "migrations"],
  drift: ["shadow", "migrations", "sql", "postgres", "production"],
  analysis: [
    "config",
    "effects",
    "sql",
    "postgres",
    "migrations",
    "shadow",
    "judge",
    "report",
    "rule.ts",
    "production",
    "drift",
  ],
  report: ["rule.ts", "effects", "postgres", "sql", "migrations", "drift"],
  config: ["rule.ts", "migrations", "postgres", "judge", "production"],
};

/** Packages that one place alone may import. */
const DOORS: Record<string, RegExp> = {
  "libpg-query": /^src\/sql\/parse\.ts$/,
  "@electric-sql/pglite": /^src\/shadow\/engines\/pglite/,
  "@electric-sql/pglite-pgvector": /^src\/shadow\/engines\/pglite/,
  pg: /^src\/(shadow\/engines\/server|production\/live)\.ts$/,
  testcontainers: /^src\/shadow\/engines\/container\.ts$/,
  commander: /^src\/cli\//,
  "@actions/core": /^src\/action\//,
  "@actions/github": /^src\/action\//,
};

const root = join(import.meta.dirname, "..");
const sources = ["src", "rules"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  )
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /^(src|rules)\/.*\.ts$/.test(path) && !/\.test\.ts$|\.d\.ts$|node_modules/.test(path));

function importsOf(file: string): { from: string; typeOnly: boolean }[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;"']*?from\s+["']([^"']+)["']/g,
  );
  const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  const bare = text.matchAll(/(?:^|\n)import\s+["']([^"']+)["']/g);
  return [
    ...[...statements].map((found) => ({ from: found[2] ?? "", typeOnly: found[1] !== undefined })),
    ...[...dynamic, ...bare].map((found) => ({ from: found[1] ?? "", typeOnly: false })),
  ];
}

const area = (path: string): string => path.split("/")[1] ?? path;
const packageOf = (name: string): string => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

test("imports follow the direction of the architecture", () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file).flatMap(({ from }) => {
      if (file.startsWith("rules/")) return from === "lockgate/rule" ? [] : [`${file} imports ${from}`];
      const allowed = MAY_IMPORT[area(file)];
      if (!from.startsWith(".") || allowed === undefined) return [];
      const target = normalize(join(dirname(file), from)).replaceAll("\\", "/");
      const to = area(target);
      const isAllowed =
        to === area(file) || allowed.includes(to) || allowed.includes(target.slice("src/".length));
      return isAllowed ? [] : [`${file} imports ${from}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("each package has one door", () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file).flatMap(({ from, typeOnly }) => {
      const door = DOORS[packageOf(from)];
      return door === undefined || typeOnly || door.test(file) ? [] : [`${file} imports ${from}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("there is no import cycle at run time", () => {
  const graph = new Map(
    sources.map((file) => [
      file,
      importsOf(file)
        .filter(({ from, typeOnly }) => from.startsWith(".") && !typeOnly)
        .map(({ from }) => normalize(join(dirname(file), from)).replaceAll("\\", "/")),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

test("hand-written files stay within 300 lines", () => {
  const long = sources
    .map((file) => `${readFileSync(join(root, file), "utf8").split("\n").length - 1} ${file}`)
    .filter((line) => Number.parseInt(line, 10) > 300);
  expect(long).toEqual([]);
});
