import pg from "pg";
import { connectBy } from "../postgres/connect.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "../postgres/database-url.ts";
import { endWithin, hangUp } from "../postgres/end-session.ts";

/** The live database during one read-only transaction: everything that is read in it is of one moment. */
export interface Live {
  /** The server's major version. */
  readonly major: number;
  /** `host:port/database`, without user and password. */
  readonly label: string;
  /** Prisma's `?schema=` of the URL, or null. */
  readonly schema: string | null;
  /** Rows of a query of our own. @throws {LiveFailure} */
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** The live database could not be reached or read. `message` is for the user and holds no credentials. */
export class LiveFailure extends Error {
  /** PostgreSQL's SQLSTATE or Node's error code, or null. */
  readonly code: string | null;

  constructor(message: string, code: string | null) {
    super(message);
    this.name = "LiveFailure";
    this.code = code;
  }
}

/** How long a read may take, in milliseconds. */
export interface ReadLimits {
  /** One statement, on the server. Default: 5 seconds. */
  readonly statement?: number;
  /** All of it, from the first attempt to connect. Default: no limit beside those of its parts. */
  readonly whole?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 5_000;
const FAREWELL_MS = 2_000;

// SET LOCAL, not SET: behind a pooler in transaction mode a session's settings would stay with the next client.
function begin(statement: number): string {
  return `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL statement_timeout = ${statement};
SET LOCAL lock_timeout = ${TIMEOUT_MS};
SET LOCAL idle_in_transaction_session_timeout = 60000;
SET LOCAL search_path = ''`;
}

/**
 * Reads the live database in one read-only transaction of a session that is read only by default: connecting, a lock
 * and a statement may take 5 seconds each. A role that may only SELECT is enough. `read` should be brief: the
 * transaction is closed when it ends.
 *
 * @throws {LiveFailure} and `DatabaseUrlError`
 */
export async function readLive<T>(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  read: (live: Live) => Promise<T>,
  { statement = TIMEOUT_MS, whole, signal }: ReadLimits = {},
): Promise<T> {
  const url = parseDatabaseUrl(text, env);
  const line = new Line(statement, whole);
  signal?.addEventListener("abort", line.cut);
  const fail = (error: unknown, what: string) =>
    line.isLate
      ? new LiveFailure(`cannot read ${url.label}: not done within ${Number(whole) / 1000} s`, null)
      : failure(error, url, what, statement);
  const query = async <Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> => {
    try {
      const { client } = line;
      return (params === undefined ? await client.query(sql) : await client.query(sql, [...params]))
        .rows as Row[];
    } catch (error) {
      throw fail(error, `cannot read ${url.label}`);
    }
  };
  try {
    await line.open(url).catch((error: unknown) => {
      throw fail(error, `cannot connect to ${url.label}`);
    });
    await query(begin(statement));
    const [server] = await query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const major = Math.floor(Number(server?.version) / 10_000);
    return await read({ major, label: url.label, schema: url.schema, query });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", line.cut);
    await line.close();
  }
}

/** The one connection of a read, at whatever attempt. */
class Line {
  client!: pg.Client;
  isLate = false;
  readonly #statement: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #isCut = false;

  constructor(statement: number, whole: number | undefined) {
    this.#statement = statement;
    if (whole === undefined) return;
    this.#timer = setTimeout(() => {
      this.isLate = true;
      this.cut();
    }, whole);
  }

  /** Whatever waits for the server fails at once. */
  readonly cut = (): void => {
    this.#isCut = true;
    if (this.client) hangUp(this.client);
  };

  /** Read only from the first moment. */
  async open(url: DatabaseUrl): Promise<void> {
    await connectBy(url, "-c default_transaction_read_only=on", async (config) => {
      this.client = new pg.Client({
        application_name: "lockgate",
        connectionTimeoutMillis: TIMEOUT_MS,
        // For a network that has gone: the server's own timeout comes first.
        query_timeout: this.#statement + TIMEOUT_MS,
        ...config,
      });
      // A session that the server ends is told by the query that runs next.
      this.client.on("error", () => undefined);
      if (this.#isCut) throw new Error("the connection was cut");
      try {
        await this.client.connect();
      } catch (error) {
        this.client.end().catch(() => undefined);
        throw error;
      }
    });
  }

  /** The transaction changed nothing: a session that ends without COMMIT is as good. A lost session cannot be ended. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.client) await endWithin(this.client, FAREWELL_MS);
  }
}

function failure(error: unknown, url: DatabaseUrl, what: string, statement: number): LiveFailure {
  const code = codeOf(error);
  let reason = messageOf(error);
  if (code === "ENOENT" || code === "EACCES") reason = reasonOfFile(error, reason);
  if (code === "57014") reason = `${reason} (${statement / 1000} s)`;
  for (const secret of url.secrets) reason = reason.replaceAll(secret, "***");
  return new LiveFailure(`${what}: ${reason}`, code);
}

/** A socket that does not exist, or a file of certificates: only the first may be named by its path. */
function reasonOfFile(error: unknown, reason: string): string {
  const isFile = error instanceof Error && "syscall" in error && error.syscall === "open";
  return isFile ? "a file that its TLS options name cannot be read" : reason;
}

/** How pg says that nobody answers. */
const SILENCE: Readonly<Record<string, string>> = {
  "timeout expired": "no answer within 5 s",
  "Query read timeout": "the server stopped answering",
};

function messageOf(error: unknown): string {
  // Node tries every address of a host and says nothing itself when none answers.
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return SILENCE[message] ?? message;
}

function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
