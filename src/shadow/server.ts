/** A session on a PostgreSQL server: the rehearsal's door to `pg`. */
import pg from "pg";
import type { Executed, Notice, Session, StatementError } from "./session.ts";
import { ShadowLost } from "./shadow.ts";

/** A session on a server, with its backend's pid, by which other sessions see its locks. */
export interface ServerSession extends Session {
  readonly pid: number;
  end(): Promise<void>;
}

/** The parts of pg's Query that are not typed: a statement can be run without keeping its rows. */
interface RunningQuery {
  handleDataRow(): void;
  handleCopyInResponse(connection: { endCopyFrom(): void }): void;
  on(
    event: "end",
    listener: (result: { rowCount: number | null } | { rowCount: number | null }[]) => void,
  ): void;
  on(event: "error", listener: (error: Error) => void): void;
}

/** Connects to the server at `url` (postgres://...). Throws when it cannot; `reasonOf` makes the error fit to be shown. */
export async function connect(url: string): Promise<ServerSession> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 15_000,
    application_name: "lockgate",
  });
  let notices: Notice[] = [];
  client.on("notice", ({ severity, message }) => {
    notices.push({ severity: severity ?? "NOTICE", message: message ?? "" });
  });
  // A session that the server ends is told by the query that runs next.
  client.on("error", () => {});
  await client.connect();
  const lostOr = (error: unknown) =>
    statementError(error) ? error : new ShadowLost(`the session ended: ${reasonOf(error, url)}`);
  const query = async <Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> => {
    try {
      return (await client.query(sql, [...params])).rows as Row[];
    } catch (error) {
      throw lostOr(error);
    }
  };
  const [server] = await query<{ version: string; pid: number }>(
    "SELECT current_setting('server_version_num') AS version, pg_catalog.pg_backend_pid() AS pid",
  );
  return {
    major: Math.floor(Number(server?.version) / 10_000),
    pid: Number(server?.pid),
    query,
    async table(text, values = []) {
      try {
        const { fields, rows } = await client.query({ text, values: [...values], rowMode: "array" });
        return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
      } catch (error) {
        throw lostOr(error);
      }
    },
    async exec(sql): Promise<Executed> {
      notices = [];
      try {
        return { rowCount: await run(client, sql), notices, error: null };
      } catch (error) {
        const known = statementError(error);
        if (!known) throw new ShadowLost(`the session ended: ${reasonOf(error, url)}`);
        return { rowCount: null, notices, error: known };
      }
    },
    end: () => client.end(),
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

/** SQLSTATE class 57P: the session is gone with the statement. */
const SESSION_ENDED = /^57P0[123]$/;

function statementError(error: unknown): StatementError | null {
  if (!(error instanceof pg.DatabaseError) || !error.code || SESSION_ENDED.test(error.code)) return null;
  const { code, message, position, detail, hint } = error;
  return {
    sqlstate: code,
    message,
    position: position ? Number(position) : null,
    detail: detail ?? null,
    hint: hint ?? null,
  };
}

/** Why something on a server failed, for a user: without the password of its URL. */
export function reasonOf(error: unknown, url: string): string {
  // Of several addresses that refuse, Node's error has no message of its own.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const message =
    first instanceof Error ? first.message || String((first as NodeJS.ErrnoException).code) : String(first);
  return withoutSecrets(message, url);
}

/** A text with the password of a URL, in both spellings, and the passwords of all URLs in it blotted out. */
export function withoutSecrets(text: string, url: string): string {
  let clean = text
    .replace(/(\w+:\/\/[^\s:/@]*:)[^\s/]*@/g, "$1***@")
    .replace(/password=[^\s&]+/gi, "password=***");
  for (const secret of secretsOf(url)) clean = clean.replaceAll(secret, "***");
  return clean;
}

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
