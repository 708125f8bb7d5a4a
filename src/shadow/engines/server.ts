/** A session on a PostgreSQL server: the rehearsal's door to `pg`. */
import pg from "pg";
import { connectBy } from "../../postgres/connect.ts";
import { parseDatabaseUrl } from "../../postgres/database-url.ts";
import { endWithin } from "../../postgres/end-session.ts";
import type { StatementError } from "../../postgres/server-message.ts";
import { KeptNotices } from "../observe/kept-notices.ts";
import { ScriptAnswers, scriptText } from "./script.ts";
import { prepareEach } from "./server-prepare.ts";
import { cut, type Executed, type ExecutedPart, QueryRefused, type Session } from "./session.ts";
import { ShadowLost } from "./shadow.ts";

/** A session on a server, with its backend's pid, by which other sessions see its locks. */
export interface ServerSession extends Session {
  readonly pid: number;
  end(): Promise<void>;
}

/** The parts of pg's Query that are not typed: a statement can be run without keeping its rows. */
interface RunningQuery {
  handleDataRow(message: { fields: (Buffer | string | null)[] }): void;
  handleCommandComplete(message: { text: string }, connection: unknown): void;
  handleCopyInResponse(connection: { endCopyFrom(): void }): void;
  on(
    event: "end",
    listener: (result: { rowCount: number | null } | { rowCount: number | null }[]) => void,
  ): void;
  on(event: "error", listener: (error: Error) => void): void;
}

/** Milliseconds. Statements of somebody else have limits of their own. */
const CONNECT_MS = 15_000;
const OWN_QUERY_MS = 60_000;
const FAREWELL_MS = 5_000;

/** The driver's words where one of these has passed. */
const WITH_LIMIT: Readonly<Record<string, string>> = {
  "timeout expired": `no answer within ${CONNECT_MS / 1000} s`,
};

/** Before the settings of role and database: what a migration may have left there would stop every later run. */
const OWN_SETTINGS = ["default_transaction_read_only=off", "statement_timeout=0", "idle_session_timeout=0"]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/**
 * Connects to the server at `url` (postgres://...), with the TLS modes of libpq. Throws when it cannot; `reasonOf` makes the
 * error fit to be shown. A query of our own that is not answered ends the session.
 */
export async function connect(url: string, ownQueryMs = OWN_QUERY_MS): Promise<ServerSession> {
  const client = await connectBy(parseDatabaseUrl(url, process.env), OWN_SETTINGS, async (config) => {
    const one = new pg.Client({
      ...config,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: "lockgate",
    });
    // A session that the server ends is told by the query that runs next.
    one.on("error", () => {});
    try {
      await one.connect();
      return one;
    } catch (error) {
      one.end().catch(() => {});
      throw error;
    }
  });
  let kept = new KeptNotices();
  let answering: ScriptAnswers | null = null;
  client.on("notice", ({ severity, message }) => {
    if (answering) answering.notice(severity, message);
    else kept.add(severity, message);
  });
  const limited = { query_timeout: ownQueryMs };
  const lostOr = (error: unknown) => {
    const refused = statementError(error);
    return refused
      ? new QueryRefused(refused.message)
      : new ShadowLost(`the session ended: ${reasonOf(error, url)}`);
  };
  const query = async <Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> => {
    try {
      return (await client.query({ text: sql, values: [...params], ...limited })).rows as Row[];
    } catch (error) {
      throw lostOr(error);
    }
  };
  const end = () => endWithin(client, FAREWELL_MS);
  const [server] = await query<{ version: string; pid: number }>(
    "SELECT pg_catalog.current_setting('server_version_num') AS version, pg_catalog.pg_backend_pid() AS pid",
  ).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    major: Math.floor(Number(server?.version) / 10_000),
    pid: Number(server?.pid),
    query,
    async table(text, values = []) {
      try {
        const { fields, rows } = await client.query({
          text,
          values: [...values],
          rowMode: "array",
          ...limited,
        });
        return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
      } catch (error) {
        throw lostOr(error);
      }
    },
    async exec(sql): Promise<Executed> {
      kept = new KeptNotices();
      try {
        const rowCount = await run(client, sql);
        return { rowCount, notices: kept.notices, overflowed: kept.overflowed, error: null };
      } catch (error) {
        const known = statementError(error);
        if (!known) throw new ShadowLost(`the session ended: ${reasonOf(error, url)}`);
        return {
          rowCount: null,
          notices: kept.notices,
          overflowed: kept.overflowed,
          error: known,
        };
      }
    },
    async script(parts): Promise<ExecutedPart[]> {
      const answers = new ScriptAnswers(parts);
      answering = answers;
      try {
        await runScript(client, scriptText(parts), answers);
      } catch (error) {
        const known = statementError(error);
        if (!known) throw new ShadowLost(`the session ended: ${reasonOf(error, url)}`);
        answers.fail(known);
      } finally {
        answering = null;
      }
      return answers.done;
    },
    prepare: (statements, inTransaction) =>
      prepareEach(client, statements, { inTransaction, errorOf: statementError }).catch((error: unknown) => {
        throw lostOr(error);
      }),
    end,
  };
}

function run(client: pg.Client, sql: string): Promise<number | null> {
  const statement = new pg.Query(sql) as unknown as RunningQuery;
  statement.handleDataRow = () => {};
  // COPY ... FROM stdin: there are no rows to send.
  statement.handleCopyInResponse = (connection) => connection.endCopyFrom();
  return new Promise((resolve, reject) => {
    statement.on("error", reject);
    statement.on("end", (result) => {
      const last = Array.isArray(result) ? result.at(-1) : result;
      resolve(last?.rowCount ?? null);
    });
    client.query(statement as unknown as pg.Submittable);
  });
}

function runScript(client: pg.Client, sql: string, answers: ScriptAnswers): Promise<void> {
  const statement = new pg.Query(sql) as unknown as RunningQuery;
  statement.handleDataRow = ({ fields }) =>
    answers.row(fields.map((field) => (field === null ? null : field.toString())));
  statement.handleCommandComplete = ({ text }) => {
    const [, count] = /(?:^| )(\d+)$/.exec(text) ?? [];
    answers.complete(count === undefined ? null : Number(count));
  };
  return new Promise((resolve, reject) => {
    statement.on("error", reject);
    statement.on("end", () => resolve());
    client.query(statement as unknown as pg.Submittable);
  });
}

/** SQLSTATE class 57P: the session is gone with the statement. */
const SESSION_ENDED = /^57P0[123]$/;

function statementError(error: unknown): StatementError | null {
  if (!(error instanceof pg.DatabaseError) || !error.code || SESSION_ENDED.test(error.code)) return null;
  const { code, message, position, detail, hint } = error;
  return {
    sqlstate: code,
    message: cut(message),
    position: position ? Number(position) : null,
    detail: detail === undefined ? null : cut(detail),
    hint: hint === undefined ? null : cut(hint),
  };
}

/** Why something on a server failed, for a user: without the password of its URL. */
export function reasonOf(error: unknown, url: string): string {
  // Of several addresses that refuse, Node's error has no message of its own.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const message =
    first instanceof Error ? first.message || String((first as NodeJS.ErrnoException).code) : String(first);
  return withoutSecrets(WITH_LIMIT[message] ?? message, url);
}

/** A text with the password of a URL, in both spellings, and the passwords of all URLs in it blotted out. */
export function withoutSecrets(text: string, url: string): string {
  let clean = text
    .replace(/(\w+:\/\/[^\s:/@]*:)[^\s/]*@/g, "$1***@")
    .replace(/password=[^\s&]+/gi, "password=***");
  for (const secret of secretsOf(url).filter(({ length }) => length >= LEAST_SECRET))
    clean = clean.replaceAll(secret, "***");
  return clean;
}

/** A shorter one would blot out half of every message. */
const LEAST_SECRET = 3;

function secretsOf(url: string): string[] {
  const [, written] = /^\w+:\/\/[^\s:/@]*:([^\s/]*)@/.exec(url) ?? [];
  const [, given] = /[?&]password=([^&]+)/.exec(url) ?? [];
  return [written, given]
    .filter((secret) => secret !== undefined && secret !== "")
    .flatMap((secret) => {
      try {
        return [secret ?? "", decodeURIComponent(secret ?? "")];
      } catch {
        return [secret ?? ""];
      }
    });
}
