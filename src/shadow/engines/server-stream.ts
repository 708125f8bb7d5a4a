/** A connection to a server that pg has opened and signed in, for a program that speaks the protocol itself. */
import type { Socket } from "node:net";
import pg from "pg";
import { connectBy } from "../../postgres/connect.ts";
import { parseDatabaseUrl } from "../../postgres/database-url.ts";

export interface ServerStream {
  /** Whole or cut messages of the server, from the first after its ReadyForQuery. */
  readonly stream: Socket;
  /** What the server said of itself at the start: server_version, TimeZone … */
  readonly parameters: ReadonlyMap<string, string>;
  /** Of the server's backend. */
  readonly processId: number;
  /** Asks the server to end the query that runs. */
  cancel(): Promise<void>;
}

/** The parts of pg's client that have no types. */
interface SignedIn {
  readonly processID: number;
  readonly connection: {
    readonly stream: Socket;
    on(
      event: "parameterStatus",
      listen: (status: { parameterName: string; parameterValue: string }) => void,
    ): void;
  };
}

/** Connects to the server at `url` and sets `settings` for the session. Throws when it cannot. */
export async function openStream(
  url: string,
  settings: readonly (readonly [name: string, value: string])[],
): Promise<ServerStream> {
  const parameters = new Map<string, string>();
  const client = await connectClient(url, parameters);
  for (const [name, value] of settings) {
    await client.query("SELECT pg_catalog.set_config($1, $2, false)", [name, value]);
  }
  const { connection, processID } = client as unknown as SignedIn;
  connection.stream.removeAllListeners("data");
  return {
    stream: connection.stream,
    parameters,
    processId: processID,
    cancel: () => cancelBackend(url, processID),
  };
}

function connectClient(url: string, parameters: Map<string, string>): Promise<pg.Client> {
  return connectBy(parseDatabaseUrl(url, process.env), "", async (config) => {
    const client = new pg.Client(config);
    client.on("error", () => {});
    (client as unknown as SignedIn).connection.on("parameterStatus", ({ parameterName, parameterValue }) => {
      parameters.set(parameterName, parameterValue);
    });
    await client.connect();
    return client;
  });
}

/** A backend that waits for a lock of another one. */
export interface BackendWait {
  readonly waiting: number;
  readonly holder: number;
  /** What the holder has locked, as `schema.name` and mode. */
  readonly locks: readonly { readonly relation: string; readonly mode: string }[];
}

const WAITS = `SELECT waiting, holder, (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('relation', n.nspname || '.' || c.relname, 'mode', l.mode)
      ORDER BY n.nspname, c.relname, l.mode)
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE l.pid = holder AND l.locktype = 'relation' AND l.granted AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast' AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
  ) AS locks
  FROM pg_catalog.unnest($1::int[]) AS waiting, pg_catalog.unnest(pg_catalog.pg_blocking_pids(waiting)) AS holder`;

/** Which of these backends wait, and for whom. */
export async function waitsOf(url: string, processIds: readonly number[]): Promise<BackendWait[]> {
  const client = await connectClient(url, new Map());
  try {
    const { rows } = await client.query<BackendWait>(WAITS, [processIds]);
    return rows.map((row) => ({ ...row, locks: row.locks ?? [] }));
  } finally {
    await client.end();
  }
}

async function cancelBackend(url: string, pid: number): Promise<void> {
  const client = await connectClient(url, new Map());
  try {
    await client.query("SELECT pg_catalog.pg_cancel_backend($1)", [pid]);
  } finally {
    await client.end();
  }
}
