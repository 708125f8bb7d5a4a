/** The projects of capture-tools in repositories of their own, in which the last migration is the change that is judged. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { check } from "../check.ts";
import { commit, folder, put, run } from "../migrations/temporary-repository.testing.ts";
import { record } from "../record.ts";
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

  /** The statements of all migrations, run from the first, at their places, and the findings on the last one, run upon the others. */
  async seenOf(project: ToolProject): Promise<Record<"statements" | "findings", string[]>> {
    const root = repositoryOf(project);
    const recording = await recordingOf(root, project.command, { shadow: "pglite" });
    expect(recording.base.from).toBe("checkout");
    expect(recording.migrations.map(({ path }) => path)).toEqual([project.change]);
    for (const { url } of this.#started) {
      const other = await recordingOf(root, project.command, { shadow: url });
      expect(other.postgres.engine).toBe("server");
      expect(sentIn(other)).toEqual(sentIn(recording));
    }
    const shadow = this.#started.at(-1)?.url ?? "";
    const whole = await recordingOf(root, project.command, { shadow, all: true });
    return { statements: placed(whole), findings: await findingsBy(root, recording) };
  }
}

const TOOLS = join(import.meta.dirname, "../../capture-tools");

export interface ToolProject {
  /** Folder in capture-tools/projects. */
  readonly name: string;
  readonly command: string;
  /** Path of the migration that is the change. */
  readonly change: string;
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
    all.map(({ sent, ...migration }) => ({ ...migration, sent: sent.map(shownMessage) })),
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

/** A line for each finding of `check` by this recording. */
export async function findingsBy(root: string, recording: Recording): Promise<string[]> {
  const file = ".git/recording.json";
  writeFileSync(join(root, file), JSON.stringify(recording));
  const { PATH, HOME } = process.env;
  const { report } = await check({ cwd: root, env: { PATH, HOME }, recording: file });
  expect(report.unanalyzed).toEqual([]);
  return report.findings.map(({ rule, path, line, message }) => `${rule} ${path}:${line} ${message}`);
}
