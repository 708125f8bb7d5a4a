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
  return { stream: connection.stream, parameters, cancel: () => cancelBackend(url, processID) };
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

async function cancelBackend(url: string, pid: number): Promise<void> {
  const client = await connectClient(url, new Map());
  try {
    await client.query("SELECT pg_catalog.pg_cancel_backend($1)", [pid]);
  } finally {
    await client.end();
  }
}
