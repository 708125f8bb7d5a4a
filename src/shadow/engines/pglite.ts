/** The only importer of PGlite: PostgreSQL in this very process, on a data directory in memory. */
import { PGlite, protocol } from "@electric-sql/pglite";
import type { StatementError } from "../../postgres/server-message.ts";
import { KeptNotices } from "../observe/kept-notices.ts";
import { type DataDir, type DataFile, pack } from "./data-dir.ts";
import { archiveOf } from "./pglite-assets.ts";
import { type Explained, explainEach } from "./pglite-explain.ts";
import { errorOf, field, SessionEnded } from "./pglite-message.ts";
import { prepareEach } from "./pglite-prepare.ts";
import type { FileSize } from "./pglite-sizes.ts";
import type { Unprepared } from "./prepare.ts";
import { ScriptAnswers, scriptText } from "./script.ts";
import type { Executed, ExecutedPart, ScriptPart, Session } from "./session.ts";

export interface EmbeddedOptions {
  /** What to start from; null runs initdb, which takes 3 s and 730 MB. */
  readonly dataDir: DataDir | null;
  /** Extensions to make available; those that PGlite lacks are left out. */
  readonly extensions: readonly string[];
  /** pglite.wasm, where it is compiled already. */
  readonly wasm?: WebAssembly.Module;
}

/** PGlite as a session. Not for two callers at a time. */
export interface Embedded extends Session {
  /** See `explainEach`. */
  explain(sizes: readonly FileSize[], statements: readonly Unprepared[]): Promise<Explained[]>;
  /** Messages of the wire protocol, and what is answered. */
  send(messages: Uint8Array): Promise<Uint8Array>;
  /** The state as a packed data directory; `base` is the packed one that it was started from. */
  save(about: unknown, base: Buffer | null): Promise<Buffer>;
  close(): Promise<void>;
}

const ROOT = "/pglite/data";

/** Memory that PostgreSQL fills when it starts: by default 128 MB, for files that are in memory anyway. */
const SHARED_BUFFERS = "16MB";

/** The part of Emscripten's file system that is used here. */
interface Files {
  mkdirTree(path: string): void;
  mkdir(path: string, mode: number): void;
  chmod(path: string, mode: number): void;
  readdir(path: string): string[];
  stat(path: string): { mode: number };
  isDir(mode: number): boolean;
  readFile(path: string): Uint8Array;
  writeFile(path: string, content: Uint8Array, options: { canOwn: boolean; mode: number }): void;
}

/** Starts PGlite. Throws when it does not start, for example on a data directory of another version. */
export async function startPglite({ dataDir, extensions, wasm }: EmbeddedOptions): Promise<Embedded> {
  const archives = extensions.flatMap((name) => {
    const archive = archiveOf(name);
    return archive ? [[name, archive] as const] : [];
  });
  const db = await PGlite.create({
    startParams: [...PGlite.defaultStartParams, "-c", `shared_buffers=${SHARED_BUFFERS}`],
    // 1 MB instead of 16 MB a segment of the write-ahead log: less to write, to load and to keep.
    initDbStartParams: ["--wal-segsize=1"],
    ...(wasm && { pgliteWasmModule: wasm }),
    extensions: {
      ...Object.fromEntries(archives),
      ...(dataDir ? { data_dir: filled(dataDir) } : {}),
    },
  });
  const [server] = (
    await db.query<{ version: string }>("SELECT current_setting('server_version_num') AS version")
  ).rows;
  return {
    major: Math.floor(Number(server?.version) / 10_000),
    async query<Row>(sql: string, params: readonly unknown[] = []) {
      return (await db.query<Row>(sql, [...params])).rows;
    },
    async table(sql, params = []) {
      const { fields, rows } = await db.query<unknown[]>(sql, [...params], { rowMode: "array" });
      return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
    },
    exec: (sql) => execute(db, sql),
    script: (parts) => executeScript(db, parts),
    prepare: (statements, inTransaction) => prepareEach(db, statements, inTransaction),
    explain: (sizes, statements) => explainEach(db, ROOT, sizes, statements),
    async send(messages) {
      const answer: Uint8Array[] = [];
      await db.execProtocolRawStream(messages, {
        syncToFs: false,
        onRawData: (data) => void answer.push(data.slice()),
      });
      return Buffer.concat(answer);
    },
    async save(about, base) {
      await db.exec("CHECKPOINT");
      const [wal] = (
        await db.query<{ first: string; last: string }>(
          `SELECT pg_catalog.pg_walfile_name(redo_lsn) AS first,
             pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) AS last FROM pg_catalog.pg_control_checkpoint()`,
        )
      ).rows;
      const { directories, files } = readDataDir(db.Module.FS as unknown as Files);
      // Segments before the checkpoint are done with, those behind it are reserve.
      const needed = files.filter(({ path }) => {
        const [, segment] = /^\/pg_wal\/([0-9A-F]{24})$/.exec(path) ?? [];
        return !segment || !wal || (segment >= wal.first && segment <= wal.last);
      });
      return pack({ about, directories, files: needed }, base);
    },
    close: () => db.close(),
  };
}

/** An extension, in PGlite's sense, that puts the data directory in place before PostgreSQL starts. */
function filled({ directories, files }: DataDir) {
  const fill = (module: { FS: unknown }) => {
    const fs = module.FS as Files;
    fs.mkdirTree(ROOT);
    fs.chmod(ROOT, 0o700);
    for (const { path, mode } of directories) fs.mkdir(ROOT + path, mode);
    for (const { path, mode, content } of files) fs.writeFile(ROOT + path, content, { canOwn: true, mode });
  };
  return {
    name: "data_dir",
    setup: async (_db: unknown, options: { preRun?: unknown[] }) => ({
      emscriptenOpts: { ...options, preRun: [...(options.preRun ?? []), fill] },
    }),
  };
}

function readDataDir(fs: Files): Pick<DataDir, "directories" | "files"> {
  const directories: { path: string; mode: number }[] = [];
  const files: DataFile[] = [];
  const read = (folder: string): void => {
    for (const name of fs.readdir(ROOT + folder).sort()) {
      if (name === "." || name === "..") continue;
      const path = `${folder}/${name}`;
      const { mode } = fs.stat(ROOT + path);
      if (fs.isDir(mode)) {
        directories.push({ path, mode });
        read(path);
      } else files.push({ path, mode, content: fs.readFile(ROOT + path) });
    }
  };
  read("");
  return { directories, files };
}

/** One simple query, as a runner sends a file. Rows are thrown away. */
async function execute(db: PGlite, sql: string): Promise<Executed> {
  const parser = new protocol.Parser();
  const kept = new KeptNotices();
  let error: StatementError | null = null;
  let rowCount: number | null = null;
  let ready = false;
  // COPY ... FROM stdin waits for rows: there are none. Anywhere else this message is ignored (protocol, "COPY Operations").
  const message = Buffer.concat([protocol.serialize.query(sql), COPY_DONE]);
  await db.execProtocolRawStream(message, {
    syncToFs: false,
    onRawData: (data) => {
      parser.parse(data, (received) => {
        if (received.name === "commandComplete") rowCount = rowsOf(field(received, "text"));
        else if (received.name === "readyForQuery") ready = true;
        else if (received.name === "notice") {
          kept.add(field(received, "severity"), field(received, "message"));
        } else if (received.name === "error") error ??= errorOf(received);
      });
    },
  });
  if (!ready) throw new SessionEnded("it ended the session of the embedded PostgreSQL");
  return { rowCount, notices: kept.notices, overflowed: kept.overflowed, error };
}

async function executeScript(db: PGlite, parts: readonly ScriptPart[]): Promise<ExecutedPart[]> {
  const parser = new protocol.Parser();
  const answers = new ScriptAnswers(parts);
  let failed = false;
  let ready = false;
  await db.execProtocolRawStream(protocol.serialize.query(scriptText(parts)), {
    syncToFs: false,
    onRawData: (data) => {
      parser.parse(data, (received) => {
        if (received.name === "commandComplete") answers.complete(rowsOf(field(received, "text")));
        else if (received.name === "dataRow")
          answers.row((received as unknown as { fields: (string | null)[] }).fields);
        else if (received.name === "readyForQuery") ready = true;
        else if (received.name === "notice")
          answers.notice(field(received, "severity"), field(received, "message"));
        else if (received.name === "error" && !failed) {
          failed = true;
          answers.fail(errorOf(received));
        }
      });
    },
  });
  if (!ready) throw new SessionEnded("it ended the session of the embedded PostgreSQL");
  return answers.done;
}

const COPY_DONE = protocol.serialize.copyDone();

/** "INSERT 0 5", "UPDATE 5"; "CREATE TABLE" counts nothing. */
function rowsOf(tag: string | undefined): number | null {
  const [, count] = /(?:^| )(\d+)$/.exec(tag ?? "") ?? [];
  return count === undefined ? null : Number(count);
}
