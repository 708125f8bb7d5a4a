import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import config from "../../rolldown.config.ts";

/** The source files that are imported, one after the other, when one file is checked without a rehearsal. */
const IMPORTED = [
  "src/cli/main.ts",
  "src/cli/process.ts",
  "src/cli/check.ts",
  "src/check.ts",
  "src/analysis/analyze-target.ts",
  "src/report/pretty.ts",
];

/** Of what only other commands, formats, tools or a rehearsal need. */
const NOT_NEEDED = [
  /node_modules.(?!commander|libpg-query|picocolors|valibot|@pgsql.types)/,
  /src.(mcp|comment|action|fix|proof|live|cleaning)\b/,
  /src.report.(json|markdown|github|sarif|gitlab|junit|agent)\.ts/,
  /src.cli.(init|completion|fix|drift|locks|explain|stats|capture|comment|rules|mcp)\.ts/,
  /src.config.parse-config\.ts/,
  /src.shadow.engines.(pglite|server|container)/,
];

test("a check of one file loads few files of the build, and no code that it does not run", async () => {
  if (Array.isArray(config) || typeof config !== "object" || Array.isArray(config.output)) {
    throw new Error("there is one build");
  }
  const { output } = await (await rolldown(config)).generate({ ...config.output, dir: "dist-test-chunks" });
  const chunks = new Map(output.flatMap((one) => (one.type === "chunk" ? [[one.fileName, one]] : [])));
  const loaded = new Set<string>();
  const packages = new Set<string>();
  const load = (name: string): void => {
    const chunk = chunks.get(name);
    if (chunk === undefined) packages.add(name);
    else if (!loaded.has(name)) {
      loaded.add(name);
      chunk.imports.forEach(load);
    }
  };
  for (const path of IMPORTED) {
    const holder = [...chunks.values()].find((chunk) =>
      chunk.moduleIds.some((id) => id.endsWith(`/${path}`)),
    );
    expect(holder, path).toBeDefined();
    load(holder?.fileName ?? "");
  }
  expect([...packages].filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(loaded.size).toBeLessThanOrEqual(7);
  const modules = [...loaded].flatMap((name) => chunks.get(name)?.moduleIds ?? []);
  expect(modules.length).toBeGreaterThan(300);
  expect(modules.filter((id) => NOT_NEEDED.some((part) => part.test(id)))).toEqual([]);
});
