/** From what was cut out of a run to what a recording says of it. */
import type { CaptureServer } from "./capture-server.ts";
import type { Exchange } from "./exchange.ts";
import type { MigrationFile } from "./history.ts";
import { ParameterReader } from "./parameters.ts";
import { PlainClient } from "./plain-client.ts";
import type { RecordedMessage, RecordedMigration } from "./recording.ts";
import type { CapturedMigration, Sent } from "./slice.ts";

/** The place in the sources that an exchange of a migration comes from. */
export type PlaceOf = (file: MigrationFile, exchange: Exchange) => NonNullable<RecordedMessage["place"]>;

/** @param server where the values of parameters are read. */
export async function recordedMigrations(
  migrations: readonly CapturedMigration[],
  server: CaptureServer,
  placeOf: PlaceOf,
): Promise<RecordedMigration[]> {
  const client = await PlainClient.connect(server);
  const reader = new ParameterReader(client);
  const recorded: RecordedMigration[] = [];
  for (const migration of migrations) recorded.push(await recordedMigration(migration, reader, placeOf));
  client.end();
  return recorded;
}

async function recordedMigration(
  { file, before, sent, recordedAt }: CapturedMigration,
  reader: ParameterReader,
  placeOf: PlaceOf,
): Promise<RecordedMigration> {
  const messages: RecordedMessage[] = [];
  for (const one of sent) {
    // A pool may open a connection while a migration is at work, which does not make its settings the migration's.
    const isOpening = one.opens && !file.source.includes(one.exchange.text.trim());
    const more = isOpening ? { opening: true as const } : { place: placeOf(file, one.exchange) };
    messages.push({ ...(await recordedMessage(one, reader)), ...more });
  }
  const others: RecordedMessage[] = [];
  for (const one of before) others.push(await recordedMessage(one, reader));
  return {
    id: file.id,
    path: file.path,
    recorded: recordedAt !== null,
    ...(others.length === 0 ? {} : { before: others }),
    sent: messages,
  };
}

async function recordedMessage({ exchange }: Sent, reader: ParameterReader): Promise<RecordedMessage> {
  const { connection, transaction, batch, protocol, text, parameters, copied, rows, error } = exchange;
  return {
    connection,
    transaction,
    batch,
    protocol,
    sql: text,
    ...(parameters.length === 0 ? {} : { parameters: await reader.read(exchange) }),
    ...(copied === null ? {} : { copied: copied.toString("base64") }),
    ...(rows === 0 ? {} : { rowsRead: rows }),
    ...(error === null ? {} : { error }),
  };
}
