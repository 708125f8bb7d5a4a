import pg from "pg";
import { connectBy } from "../postgres/connect.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "../postgres/database-url.ts";

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

const TIMEOUT_MS = 5_000;

const SESSION: pg.ClientConfig = {
  application_name: "lockgate",
  connectionTimeoutMillis: TIMEOUT_MS,
  // For a network that has gone: the server's own timeout comes first.
  query_timeout: 2 * TIMEOUT_MS,
};

// SET LOCAL, not SET: behind a pooler in transaction mode a session's settings would stay with the next client.
const BEGIN = `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL statement_timeout = ${TIMEOUT_MS};
SET LOCAL lock_timeout = ${TIMEOUT_MS};
SET LOCAL idle_in_transaction_session_timeout = 60000;
SET LOCAL search_path = ''`;

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
): Promise<T> {
  const url = parseDatabaseUrl(text, env);
  const client = await connect(url);
  const query = async <Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> => {
    try {
      return (params === undefined ? await client.query(sql) : await client.query(sql, [...params]))
        .rows as Row[];
    } catch (error) {
      throw failure(error, url, `cannot read ${url.label}`);
    }
  };
  try {
    await query(BEGIN);
    const [server] = await query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const major = Math.floor(Number(server?.version) / 10_000);
    return await read({ major, label: url.label, schema: url.schema, query });
  } finally {
    // The transaction changed nothing: a session that ends without COMMIT is as good. A lost session cannot be ended.
    await client.end().catch(() => undefined);
  }
}

async function connect(url: DatabaseUrl): Promise<pg.Client> {
  try {
    // Read only from the first moment.
    return await connectBy(url, "-c default_transaction_read_only=on", async (config) => {
      const client = new pg.Client({ ...SESSION, ...config });
      // A session that the server ends is told by the query that runs next.
      client.on("error", () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        client.end().catch(() => undefined);
        throw error;
      }
    });
  } catch (error) {
    throw failure(error, url, `cannot connect to ${url.label}`);
  }
}

function failure(error: unknown, url: DatabaseUrl, what: string): LiveFailure {
  const code = codeOf(error);
  let reason = messageOf(error);
  if (code === "ENOENT" || code === "EACCES") reason = reasonOfFile(error, reason);
  if (code === "57014") reason = `${reason} (5 s)`;
  for (const secret of url.secrets) reason = reason.replaceAll(secret, "***");
  return new LiveFailure(`${what}: ${reason}`, code);
}

/** A socket that does not exist, or a file of certificates: only the first may be named by its path. */
function reasonOfFile(error: unknown, reason: string): string {
  const isFile = error instanceof Error && "syscall" in error && error.syscall === "open";
  return isFile ? "a file that its TLS options name cannot be read" : reason;
}

function messageOf(error: unknown): string {
  // Node tries every address of a host and says nothing itself when none answers.
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return message === "timeout expired" ? "no answer within 5 s" : message;
}

function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
