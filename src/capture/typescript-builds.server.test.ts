/** Migrations in TypeScript stand at the lines of their sources, however they are compiled. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { put } from "../migrations/temporary-repository.testing.ts";
import { placed, projectFolder, recordingOf } from "./tool-projects.testing.ts";

const BIN = "node_modules/.bin";
const CLI = "node_modules/typeorm/cli.js migration:run";

/** The TypeORM project as CommonJS, compiled for `target`. */
function commonJsProject(target: string): string {
  const root = projectFolder("typeorm");
  const source = readFileSync(join(root, "src/data-source.ts"), "utf8");
  put(root, {
    "package.json": JSON.stringify({ private: true }),
    "src/data-source.ts": source.replaceAll('.js"', '"'),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target,
        module: "commonjs",
        lib: ["ES2022"],
        sourceMap: true,
        skipLibCheck: true,
        outDir: "dist",
        rootDir: "src",
      },
      include: ["src"],
    }),
  });
  return root;
}

const LINES = [
  '1767690000000-Patients.ts:7 CREATE TABLE "patients"',
  '1767690100000-Visits.ts:5 CREATE TABLE "visits"',
  '1767690100000-Visits.ts:8 ALTER TABLE "visits"',
  '1767690200000-WiderAge.ts:5 ALTER TABLE "patients"',
  '1767690200000-WiderAge.ts:5 ALTER TABLE "patients"',
  '1767690200000-WiderAge.ts:10 CREATE INDEX "visits_at_idx"',
];

const compiled = `sh -c "${BIN}/tsc --noCheck && node ${CLI} -d dist/data-source.js"`;

it.each([
  ["tsc for ES5", "ES5", compiled],
  ["tsc for ES2015", "ES2015", compiled],
  ["tsc for ES2022", "ES2022", compiled],
  ["ts-node", "ES2022", `${BIN}/ts-node --cwd-mode -P tsconfig.json ${CLI} -d src/data-source.ts`],
  ["tsx", "ES2022", `${BIN}/tsx ${CLI} -d src/data-source.ts`],
])("TypeORM by %s", async (_, target, command) => {
  const recording = await recordingOf(commonJsProject(target), command, { shadow: "pglite", all: true });
  expect(placed(recording).map((line) => /^(?:\S+ ){4}?/.exec(`${line} `)?.[0].trimEnd())).toEqual(LINES);
});
