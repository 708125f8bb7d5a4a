/** The projects of capture-tools in repositories of their own, in which the last migration is the change that is judged. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { check } from "../check.ts";
import { commit, folder, put, run } from "../migrations/temporary-repository.testing.ts";
import { record } from "../record.ts";
import { renderJson } from "../report/json.ts";
import type { Report } from "../report/report.ts";
import { readRecorded } from "./recorded-script.ts";
import type { RecordedMessage, RecordedMigration, Recording } from "./recording.ts";

/** The servers that must see the same as the embedded PostgreSQL; for a whole suite. */
export class CaptureServers {
  readonly #started: PostgresServer[] = [];

  constructor() {
    beforeAll(async () => {
      this.#started.push(await startServer(15), await startServer(18));
    });
    afterAll(async () => {
      for (const server of this.#started) await server.stop();
    });
  }

  /**
   * The statements of all migrations, run from the first, at their places. The whole report on the last one, run upon the others, is
   * `expected.json` of the project, whichever PostgreSQL recorded what it judges.
   */
  async statementsOf(project: ToolProject): Promise<string[]> {
    const root = repositoryOf(project);
    const recording = await recordingOf(root, project.command, { shadow: "pglite" });
    expect(recording.base.from).toBe("checkout");
    expect(recording.migrations.map(({ path }) => path)).toEqual([project.change]);
    const report = await reportBy(root, recording, "pglite");
    await expect(report).toMatchFileSnapshot(
      join(TOOLS, "projects", project.name, project.expected ?? "expected.json"),
    );
    for (const { url } of this.#started) {
      const other = await recordingOf(root, project.command, { shadow: url });
      expect(other.postgres.engine).toBe("server");
      expect(sentIn(other)).toEqual(sentIn(recording));
    }
    const shadow = this.#started.at(-1)?.url ?? "";
    expect(withoutServer(await reportBy(root, recording, shadow))).toEqual(withoutServer(report));
    return placed(await recordingOf(root, project.command, { shadow, all: true }));
  }
}

/** A report that says nothing of which PostgreSQL rehearsed it: what only several sessions show (CONCURRENTLY) is left out. */
function withoutServer(text: string): unknown {
  const report: Report = JSON.parse(text, (key, value) => (key === "evidence" ? undefined : value));
  const targets = report.targets.map(({ remarks, ...target }) => ({
    ...target,
    remarks: remarks?.filter((remark) => !remark.startsWith("The shadow was opened as a superuser")),
  }));
  const migrations = report.migrations.map(({ statements, ...migration }) => ({
    ...migration,
    statements: statements.map(({ effects, ...statement }) => ({
      ...statement,
      effects: effects.filter(
        (effect) => !(effect.kind === "lock" && effect.role === "index" && effect.isNew),
      ),
    })),
  }));
  const fix = report.fix?.command.replace(" --shadow pglite", "");
  return { ...report, postgres: null, targets, migrations, fix };
}

const TOOLS = join(import.meta.dirname, "../../capture-tools");

export interface ToolProject {
  /** Folder in capture-tools/projects. */
  readonly name: string;
  readonly command: string;
  /** Path of the migration that is the change. */
  readonly change: string;
  /** The file of the whole report, where the project is run in more than one way. */
  readonly expected?: string;
  /** Files as the base has them, where the change touches more than its migration. */
  readonly base?: Readonly<Record<string, (source: string) => string>>;
}

/** The repository: main without the change, and the branch that is checked out with it. */
export function repositoryOf({ name, change, base = {} }: ToolProject): string {
  const root = projectFolder(name);
  const paths = [change, ...Object.keys(base)];
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
  run(root, "init", "-q", "-b", "main");
  rmSync(join(root, change));
  for (const [path, before] of Object.entries(base)) put(root, { [path]: before(files[path] ?? "") });
  commit(root, "base");
  run(root, "checkout", "-q", "-b", "work");
  put(root, files);
  commit(root, "change");
  return root;
}

/** A copy of the project, with what is installed; no repository yet. */
export function projectFolder(name: string): string {
  const installed = join(TOOLS, "node_modules");
  if (!existsSync(installed)) throw new Error("the migration tools are not installed: npm run capture-tools");
  const root = folder({});
  cpSync(join(TOOLS, "projects", name), root, { recursive: true });
  symlinkSync(installed, join(root, "node_modules"));
  writeFileSync(join(root, ".gitignore"), "node_modules\n__pycache__\ndist\n");
  return root;
}

/** What the system's own Python and Ruby lack of what the projects need, named by the packages of Debian; null: nothing. */
export const LACKING = {
  python: lacking(
    ["/usr/bin/python3", "-c", "import alembic, asyncpg, django, psycopg2"],
    "python3-alembic python3-asyncpg python3-django python3-psycopg2",
  ),
  ruby: lacking(
    ["/usr/bin/ruby", "-e", "require 'active_record'; require 'pg'"],
    "ruby-activerecord ruby-pg",
  ),
  sqitch: lacking(["/usr/bin/sqitch", "--version"], "sqitch"),
};

function lacking([program = "", ...args]: readonly string[], packages: string): string | null {
  return spawnSync(program, args).status === 0 ? null : `not installed: apt-get install ${packages}`;
}

export interface RecordedOn {
  readonly shadow: string;
  readonly all?: boolean;
}

/** The whole recording of the project's command, without complaints. */
export async function recordingOf(
  root: string,
  command: string,
  { shadow, all = false }: RecordedOn,
): Promise<Recording> {
  const { PATH, HOME } = process.env;
  const { recording, shortfalls } = await record({
    cwd: root,
    env: { PATH, HOME },
    settings: { shadow },
    command,
    all,
  });
  expect(shortfalls).toEqual([]);
  if (recording === null) throw new Error("nothing is new");
  expect(recording.notes).toEqual([]);
  return recording;
}

/** All that was sent, without what differs from one run to the next. */
export function sentIn({ base, migrations }: Recording): unknown {
  const shownMessage = ({ parameters, ...message }: RecordedMessage) => ({
    ...message,
    parameters: parameters?.map(({ type, value }) => ({ type, value: value?.replace(TIME, "now") })),
  });
  return [base.migrations, migrations].map((all) =>
    // What a connection begins with repeats what the server says of itself.
    all.map(({ sent, ...migration }) => ({
      ...migration,
      sent: sent.filter(({ opening }) => opening === undefined).map(shownMessage),
    })),
  );
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*$/;

/** A line for each statement that a reader is shown: file, line, how that was found where no hook saw it, SQL on one line. */
export function placed(recording: Recording): string[] {
  return recording.migrations.flatMap((migration) => placedIn(migration, recording.historyTable));
}

function placedIn(migration: RecordedMigration, historyTable: string | null): string[] {
  const file = migration.path.slice(migration.path.lastIndexOf("/") + 1);
  return readRecorded(migration, historyTable).messages.flatMap(({ message, statements }) =>
    statements
      .filter(({ index }) => index >= 0)
      .map(({ text, line }) => {
        const { from } = message.place ?? {};
        const sql = text.trim().replace(/\s+/g, " ");
        return `${file}:${line}${from === "call" ? "" : ` (${from})`} ${sql}`;
      }),
  );
}

/** The JSON of `check` by this recording. */
async function reportBy(root: string, recording: Recording, shadow: string): Promise<string> {
  const file = ".git/recording.json";
  writeFileSync(join(root, file), JSON.stringify(recording));
  const { PATH, HOME } = process.env;
  const { report } = await check({
    cwd: root,
    env: { PATH, HOME },
    recording: file,
    settings: { shadow },
    noCache: true,
  });
  return `${renderJson(report)}\n`;
}
