/** Sends again what a tool sent, up to a migration: the state that a base leaves, without running the base's code. */
import type { BackendServer } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";
import { PlainClient } from "./plain-client.ts";

/** What went otherwise than when it was recorded: the exchange and PostgreSQL's words. */
export interface ReplayFailure {
  readonly text: string;
  readonly message: string;
}

/** @param tail sent once all that `exchanges` left open is committed. */
export async function replayRun(
  server: BackendServer,
  exchanges: readonly Exchange[],
  tail: readonly Exchange[],
): Promise<ReplayFailure | null> {
  const clients = new Map<number, PlainClient>();
  const clientOf = async (connection: number): Promise<PlainClient> => {
    const client = clients.get(connection) ?? (await PlainClient.connect(server));
    clients.set(connection, client);
    return client;
  };
  try {
    for (const exchange of exchanges) {
      const failure = await sendAgain(await clientOf(exchange.connection), exchange);
      if (failure !== null) return failure;
    }
    // What was open at the cut is committed: the base's own run would have ended here.
    for (const client of clients.values()) await client.simple("COMMIT");
    for (const exchange of tail) {
      const failure = await sendAgain(await clientOf(exchange.connection), exchange);
      if (failure !== null) return failure;
    }
    return null;
  } finally {
    for (const client of clients.values()) client.end();
  }
}

async function sendAgain(client: PlainClient, exchange: Exchange): Promise<ReplayFailure | null> {
  const { text, protocol, parameters, copied } = exchange;
  const { error } =
    protocol === "simple" ? await client.simple(text, copied) : await client.extended(text, parameters);
  // An error that was there the first time is the tool's business.
  return error !== null && exchange.error === null ? { text, message: error.message } : null;
}
