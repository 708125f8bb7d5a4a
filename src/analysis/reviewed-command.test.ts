import { expect, test } from "vitest";
import type { TargetCommand } from "../migrations/selection.ts";
import { commandFor } from "./reviewed-command.ts";

const running = (...argv: string[]): TargetCommand => ({
  argv,
  setup: null,
  schemaCheck: null,
  cwd: "",
  env: {},
  passEnv: [],
  timeout: 120,
  historyTable: null,
});
const [MERGED, CHANGED, TYPED] = [running("migrate"), running("migrate", "--fast"), running("typed")];
const targets = (command?: TargetCommand) => [
  { dir: "db", tool: "knex" as const, ...(command && { command }) },
];
const decide = (options: Partial<Parameters<typeof commandFor>[1]>) =>
  commandFor("db", {
    command: null,
    declared: [],
    merged: null,
    env: {},
    forbidden: null,
    checksSchema: true,
    ...options,
  });

test.each([
  ["one that is merged", { declared: targets(MERGED), merged: targets(MERGED), env: { CI: "true" } }, MERGED],
  [
    "one that is not merged, in front of a person",
    { declared: targets(CHANGED), merged: targets() },
    CHANGED,
  ],
  [
    "one that is typed",
    { declared: targets(MERGED), merged: targets(MERGED), command: TYPED, env: { CI: "1" } },
    TYPED,
  ],
  ["the config's, without a base to compare with", { declared: targets(MERGED) }, MERGED],
])("%s is run", (_, options, command) => {
  expect(decide(options)).toEqual({ command, remark: null });
});

test("a command that the change rewrites is not run: the base's is, and that is said", () => {
  for (const env of [{}, { CI: "true" }]) {
    const { command, remark } = decide({ declared: targets(CHANGED), merged: targets(MERGED), env });
    expect([command, remark]).toEqual([
      MERGED,
      "This change rewrites the command of db: the base's was run.",
    ]);
  }
});

test.each([
  [
    "in CI, one that no base has",
    { declared: targets(CHANGED), merged: targets(), env: { CI: "true" } },
    /base branch/,
  ],
  ["none", { declared: targets(), merged: targets() }, /no command/],
  [
    "a stranger's",
    { declared: targets(MERGED), merged: targets(MERGED), forbidden: "it is a fork's" },
    /fork/,
  ],
  ["a typed one, of a stranger", { command: TYPED, forbidden: "it is a fork's" }, /fork/],
])("%s is not run", (_, options, why) => {
  expect(decide(options).command).toMatch(why);
});
