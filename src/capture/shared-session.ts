/** Queries of our own on the one session of the embedded PostgreSQL, and what of a client's settings is put aside and back. */
import { Fields, type Message, MessageStream, message } from "./messages.ts";

/** Takes messages of the frontend and gives all that the backend answers. */
export type Send = (messages: Buffer) => Promise<Uint8Array>;

export function messagesIn(answer: Uint8Array): Message[] {
  const stream = new MessageStream(true);
  stream.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
  const found: Message[] = [];
  for (let next = stream.next(); next !== null; next = stream.next()) found.push(next);
  return found;
}

/** Rows of a simple query as text. Throws PostgreSQL's message. */
export async function rowsOf(send: Send, sql: string): Promise<(string | null)[][]> {
  const answer = messagesIn(await send(message("Q", sql)));
  const error = answer.find(({ type }) => type === "E");
  if (error) throw new Error(error.body.toString("utf8").replaceAll("\0", " "));
  return answer
    .filter(({ type }) => type === "D")
    .map(({ body }) => {
      const fields = new Fields(body);
      return fields.list(() => {
        const length = fields.int32();
        return length < 0 ? null : fields.bytes(length).toString("utf8");
      });
    });
}

/** What a session sets for itself; the role is none of pg_settings. */
const SETTINGS = `SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'
  UNION ALL SELECT 'role', pg_catalog.current_setting('role') WHERE pg_catalog.current_setting('role') <> 'none'`;

/** The session's own settings. Outside of a transaction only. */
export async function settingsOfSession(send: Send): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(send, SETTINGS);
  return new Map(rows.map(([name, setting]) => [name ?? "", setting ?? ""]));
}

/** Gives the session these settings and no others. A setting that cannot be set again is left out. */
export async function useSettings(send: Send, settings: ReadonlyMap<string, string>): Promise<void> {
  await rowsOf(send, "RESET ROLE");
  await rowsOf(send, "RESET ALL");
  for (const [name, value] of settings) {
    await rowsOf(send, `SELECT pg_catalog.set_config(${literal(name)}, ${literal(value)}, false)`).catch(
      () => [],
    );
  }
}

/** What a server reports at the start of a session, and when it changes (the manual's "Asynchronous Operations"). */
const REPORTED = [
  "server_version",
  "server_encoding",
  "client_encoding",
  "application_name",
  "is_superuser",
  "session_authorization",
  "DateStyle",
  "IntervalStyle",
  "TimeZone",
  "integer_datetimes",
  "standard_conforming_strings",
  "default_transaction_read_only",
  "in_hot_standby",
];

export async function reportedParameters(send: Send): Promise<ReadonlyMap<string, string>> {
  const shown = REPORTED.map((name) => `pg_catalog.current_setting('${name}')`);
  const [row] = await rowsOf(send, `SELECT ${shown.join(", ")}`);
  return new Map(REPORTED.map((name, at) => [name, row?.[at] ?? ""]));
}

export function literal(text: string): string {
  return `E'${text.replace(/['\\]/g, "\\$&")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
