import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawing, MAY_IMPORT, partOf } from "../scripts/architecture.ts";
import { circlesOf, FILES, importsOf, isOfTests } from "../scripts/imports.ts";

/** Packages that one place alone may import. */
const DOORS: Record<string, RegExp> = {
  "libpg-query": /^src\/sql\/parse\.ts$/,
  "@electric-sql/pglite": /^src\/shadow\/engines\/pglite/,
  "@electric-sql/pglite-pgvector": /^src\/shadow\/engines\/pglite/,
  pg: /^src\/(shadow\/engines\/server(-stream)?|production\/live)\.ts$/,
  testcontainers: /^src\/shadow\/engines\/container\.ts$/,
  commander: /^src\/cli\//,
  "@actions/core": /^src\/action\//,
  "@octokit/core": /^src\/comment\/github\.ts$/,
  undici: /^src\/comment\/proxied-fetch\.ts$/,
  "@modelcontextprotocol/server": /^src\/mcp\//,
};

/** A relation's columns have types, and a composite type has columns. */
const RECURSIVE = ["src/effects/schema/relation.ts", "src/effects/schema/type.ts"];

const root = join(import.meta.dirname, "..");
const sources = FILES.filter((file) => !isOfTests(file));

test("each part of the code imports what the table allows, and every part is in the table", () => {
  const wrong = sources.flatMap((file) => {
    const part = partOf(file);
    const allowed = MAY_IMPORT[part];
    if (allowed === undefined) return [`${part} is not in the table of scripts/architecture.ts`];
    return importsOf(file).flatMap(({ from, isOurs }) => {
      const to = partOf(from);
      const isAllowed =
        !isOurs || to === part || allowed.includes(to) || allowed.includes(from.replace(/^src\//, ""));
      return isAllowed ? [] : [`${file} imports ${from}`];
    });
  });
  expect([...new Set(wrong)]).toEqual([]);
});

test("a rule imports lockgate/rule only", () => {
  const wrong = sources
    .filter((file) => file.startsWith("rules/"))
    .flatMap((file) => importsOf(file).map(({ from }) => `${file} imports ${from}`))
    .filter((line) => !line.endsWith(" imports lockgate/rule"));
  expect(wrong).toEqual([]);
});

test("each package has one door", () => {
  const wrong = sources
    .filter((file) => file.startsWith("src/") || file.startsWith("rules/"))
    .flatMap((file) =>
      importsOf(file).flatMap(({ from, isOurs, typeOnly }) => {
        const door = isOurs ? undefined : DOORS[packageOf(from)];
        return door === undefined || typeOnly || door.test(file) ? [] : [`${file} imports ${from}`];
      }),
    );
  expect(wrong).toEqual([]);
});

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

test("no files import each other in a circle, not even types", () => {
  const circles = circlesOf(sources, { types: true });
  expect(circles.filter((circle) => circle.join() !== RECURSIVE.join())).toEqual([]);
  expect(circlesOf(sources, { types: false })).toEqual([]);
});

test("test support is *.testing.ts: only tests, scripts and benchmarks import it, and nothing else is imported by tests alone", () => {
  const importers = new Map<string, string[]>();
  for (const file of FILES)
    for (const { from } of importsOf(file)) importers.set(from, [...(importers.get(from) ?? []), file]);
  const support = FILES.filter((file) => file.endsWith(".testing.ts"));
  const leaks = support.flatMap((file) =>
    (importers.get(file) ?? [])
      .filter((by) => !isOfTests(by) && !/^(scripts|bench)\//.test(by))
      .map((by) => `${by} imports ${file}`),
  );
  expect(leaks).toEqual([]);
  const misnamed = sources.filter((file) => file.startsWith("src/") && importers.get(file)?.every(isOfTests));
  expect(misnamed).toEqual([]);
});

test("hand-written files stay within 300 lines", () => {
  const long = FILES.map(
    (file) => `${readFileSync(join(root, file), "utf8").split("\n").length - 1} ${file}`,
  ).filter((line) => Number.parseInt(line, 10) > 300);
  expect(long).toEqual([]);
});

test("ARCHITECTURE.md draws the table (npm run generate)", () => {
  expect(readFileSync(join(root, "ARCHITECTURE.md"), "utf8")).toContain(drawing());
});
