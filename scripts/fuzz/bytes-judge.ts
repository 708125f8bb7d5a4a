/** One file through reading as its tool does, parsing, static derivation, the rules and the verdict. */
import { analyze } from "../../src/analysis/analyze.ts";
import { pastOf } from "../../src/analysis/past.ts";
import { scheduleSelection } from "../../src/analysis/schedule.ts";
import { NO_PRODUCTION } from "../../src/judge/change.ts";
import { type JudgeOptions, judge } from "../../src/judge/judge.ts";
import { loadRules } from "../../src/judge/load-rules.ts";
import { EXIT_CODES, verdictOf } from "../../src/judge/verdict.ts";
import { DEFAULT_WEIGHING } from "../../src/judge/weight.ts";
import { readFiles } from "../../src/migrations/find/read-target.ts";
import { memoryTree } from "../../src/migrations/memory-tree.testing.ts";
import type { Target } from "../../src/migrations/migration.ts";
import type { Folder, MigrationFile } from "../../src/migrations/tools/tool.ts";
import { toolWithId } from "../../src/migrations/tools/tools.ts";
import { loadParser } from "../../src/sql/parse.ts";
import { inputOf } from "./bytes-input.ts";

const BASE = `CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, total int NOT NULL);
`;

/** The files of a small repository of each tool; the input takes the place of the last. */
const LAYOUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sql: { "m/001_a.sql": BASE, "m/002_b.sql": "" },
  prisma: { "m/1_a/migration.sql": BASE, "m/2_b/migration.sql": "" },
  drizzle: {
    "m/meta/_journal.json": JSON.stringify({
      entries: [1, 2].map((when) => ({
        idx: when - 1,
        version: "7",
        when,
        tag: `000${when}_x`,
        breakpoints: true,
      })),
    }),
    "m/0001_x.sql": BASE,
    "m/0002_x.sql": "",
  },
  supabase: {
    "supabase/migrations/20260101000000_a.sql": BASE,
    "supabase/migrations/20260102000000_b.sql": "",
  },
  dbmate: { "m/1_a.sql": `-- migrate:up\n${BASE}-- migrate:down\n`, "m/2_b.sql": "" },
  goose: { "m/00001_a.sql": `-- +goose Up\n${BASE}`, "m/00002_b.sql": "" },
  "golang-migrate": { "m/1_a.up.sql": BASE, "m/2_b.up.sql": "" },
  flyway: { "m/V1__a.sql": BASE, "m/V2__b.sql": "" },
};

/** Before the input, so that more of it is reached than a first line that the tool stops at. */
const HEADS: Readonly<Record<string, readonly [string, string]>> = {
  dbmate: ["-- migrate:up\n", "\n-- migrate:down\n"],
  goose: ["-- +goose Up\n", "\n"],
};

interface Ready {
  readonly tool: string;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: Folder;
  readonly listed: readonly MigrationFile[];
}

export interface Fuzzed {
  readonly exit: number;
  readonly statements: number;
}

/** Judges the input of a seed. @throws what lockgate throws, and an Error for an answer against the contract */
export async function makeFuzzer(): Promise<(seed: number) => Promise<Fuzzed>> {
  const [ready, judging] = await Promise.all([layouts(), inForce(), loadParser()]);
  return async (seed) => {
    const one = ready[seed % ready.length] as Ready;
    const [head, tail] = (seed >> 4) % 4 === 0 ? ["", ""] : (HEADS[one.tool] ?? ["", ""]);
    const bytes = Buffer.concat([Buffer.from(head), inputOf(seed), Buffer.from(tail)]);
    return judged(one, bytes, judging);
  };
}

async function judged(
  { files, folder, listed }: Ready,
  bytes: Buffer,
  judging: JudgeOptions,
): Promise<Fuzzed> {
  const path = listed.at(-1)?.path ?? "";
  const { migrations, unreadable } = await readFiles(folder, listed, memoryTree({ ...files, [path]: bytes }));
  const ids = migrations.filter((it) => it.path === path).map(({ id }) => id);
  const target: Target = {
    ...NO_TARGET,
    tool: toolWithId(folder.tool.id).id,
    dir: folder.dir,
    migrations,
    unreadable,
  };
  const selection = { target, migrations, judged: new Set(ids), grouping: "one change", early: [] } as const;
  const scheduled = scheduleSelection(selection);
  const elsewhere = new Set<string>();
  const past = pastOf(selection, scheduled, { elsewhere, platform: null });
  const analysis = analyze({ selection, scheduled, major: 18, past, rehearsal: null });
  const { findings, unanalyzed } = judge(analysis.changes, [...unreadable, ...analysis.unanalyzed], judging);
  for (const text of [...findings.map(({ message }) => message), ...unanalyzed.map(({ reason }) => reason)]) {
    if (STACK.test(text)) throw new Error(`a stack trace reaches the user: ${text.slice(0, 500)}`);
  }
  const exit = EXIT_CODES[verdictOf({ findings, unanalyzed, drift: null }, "error")];
  if (ids.length === 0 && exit !== 4) throw new Error(`the file is not read, and the exit is ${exit}`);
  return { exit, statements: scheduled.at(-1)?.script.statements.length ?? 0 };
}

/** A frame ends with a place: PostgreSQL quotes the input, in which a line may well begin with "at". */
const STACK =
  /^\s+at .*(?::\d+|:0x[\da-f]+|<anonymous>)\)?$|\bat [^\n]*\.[jt]s:\d+|\b(?:Type|Range|Reference|Runtime)Error\b|call stack|out of bounds/m;

const NO_TARGET = {
  name: "default",
  remarks: [],
  gaps: [],
  skipped: null,
  assumption: null,
  history: null,
  postgres: null,
  extensions: [],
  isCaptured: false,
  prelude: null,
} as const;

async function layouts(): Promise<Ready[]> {
  return Promise.all(
    Object.entries(LAYOUTS).map(async ([id, files]) => {
      const tree = memoryTree(files);
      const folder = await toolWithId(id).declare(tree, {
        dir: id === "supabase" ? "supabase/migrations" : "m",
      });
      const { files: listed, problems } = await folder.list(tree);
      if (listed.length !== 2)
        throw new Error(`${id}: ${listed.length} migrations, ${JSON.stringify(problems)}`);
      return { tool: id, files, folder, listed };
    }),
  );
}

async function inForce(): Promise<JudgeOptions> {
  const rules = new Map([...(await loadRules())].map(([id, { rule }]) => [id, rule]));
  return { rules, weighing: DEFAULT_WEIGHING, production: NO_PRODUCTION, today: "2026-01-01" };
}
