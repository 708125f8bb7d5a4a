import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Migration, Target } from "../migrations/migration.ts";
import type { Selection } from "../migrations/selection.ts";
import { WITNESSES } from "../postgres/witnesses/all.ts";
import { loadParser } from "../sql/parse.ts";
import { analyze } from "./analyze.ts";
import { KnownBase } from "./known-base.ts";
import { pastOf } from "./past.ts";
import { scheduleSelection } from "./schedule.ts";

beforeAll(loadParser);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "known-base-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function migration(at: number, sql: string): Migration {
  const id = String(at).padStart(4, "0");
  return { id, tool: "goose", path: `${id}.sql`, sql, transaction: "file", atomicity: "file", note: null };
}

/** A history that makes and drops all kinds of objects, in schemas that some of it leaves to others to make. */
const HISTORY = WITNESSES.filter((_, at) => at % 2 === 0).map(({ given, sql }, at) =>
  migration(
    at,
    `CREATE SCHEMA IF NOT EXISTS s${at % 40}; SET search_path = s${at % 40};\n${given};\n${sql};`,
  ),
);

/** Enough of it to be kept. */
const SHORT = HISTORY.filter((_, at) => at % 8 === 0);

/** What of it may still be there is changed again. */
const CHANGE = WITNESSES.filter((_, at) => at % 9 === 0).map(({ sql }, at) =>
  migration(9000 + at, `SET search_path = s${(at * 9) % 40};\n${sql};\nDROP SCHEMA s${at % 40} CASCADE;`),
);

function selectionOf(base: readonly Migration[]): Selection {
  const migrations = [...base, ...CHANGE];
  const target: Target = {
    name: "all",
    tool: "goose",
    dir: ".",
    migrations,
    unreadable: [],
    remarks: [],
    gaps: [],
    skipped: null,
    assumption: null,
    history: null,
    postgres: null,
    extensions: [],
    isCaptured: false,
    prelude: null,
  };
  const judged = new Set(CHANGE.map(({ id }) => id));
  return { target, migrations, judged, grouping: "one change", early: [] };
}

interface Judged {
  /** How many migrations were known. */
  readonly length: number;
  readonly result: unknown;
}

async function judge(
  base: readonly Migration[],
  { build = "a build", elsewhere = [] as string[], kept = true, major = 18 } = {},
): Promise<Judged> {
  const selection = selectionOf(base);
  const all = scheduleSelection(selection);
  const options = { elsewhere: new Set(elsewhere), platform: null };
  const known = kept ? KnownBase.of(folder, all, selection, options, build) : null;
  const scheduled = known?.named(all) ?? all;
  const past = pastOf(selection, scheduled, options, known);
  const { changes, unanalyzed } = analyze({ selection, scheduled, major, past, known, rehearsal: null });
  await known?.keep(scheduled);
  return { length: known?.length ?? 0, result: { past, changes, unanalyzed } };
}

test("what is known of the base says what reading it would say", async () => {
  const { result } = await judge(HISTORY, { kept: false });
  expect(await judge(HISTORY)).toEqual({ length: 0, result });
  expect(await judge(HISTORY)).toEqual({ length: HISTORY.length, result });
  // Nothing of the first use was kept.
  expect(await judge(HISTORY)).toEqual({ length: HISTORY.length, result });
}, 60_000);

test("a base that has grown is known up to where it grew", async () => {
  const half = SHORT.slice(0, SHORT.length / 2);
  await judge(half);
  const { result } = await judge(SHORT, { kept: false });
  expect(await judge(SHORT)).toEqual({ length: half.length, result });
  expect(await judge(SHORT)).toEqual({ length: SHORT.length, result });
}, 30_000);

test("what follows from other things is not used", async () => {
  await judge(SHORT);
  const edited = SHORT.with(3, migration(3, "CREATE TABLE t_edited (id int);"));
  expect((await judge(edited)).length).toBe(0);
  expect((await judge(SHORT, { build: "another build" })).length).toBe(0);
  expect((await judge(SHORT, { elsewhere: ["public.t"] })).length).toBe(0);
  expect((await judge(SHORT)).length).toBe(SHORT.length);
}, 30_000);

test("a damaged file is deleted, and the base read", async () => {
  const { result } = await judge(SHORT);
  const [name = ""] = readdirSync(folder);
  const path = join(folder, name);
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1;
  for (const damaged of [flipped, whole.subarray(0, -1), Buffer.alloc(0), Buffer.from("{}")]) {
    writeFileSync(path, damaged);
    expect(await judge(SHORT)).toEqual({ length: 0, result });
    expect((await judge(SHORT)).length).toBe(SHORT.length);
  }
}, 30_000);

test("a short base is not worth a file", async () => {
  await judge(SHORT.slice(0, 3));
  expect(readdirSync(folder)).toEqual([]);
});
