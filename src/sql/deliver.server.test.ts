import type { EventEmitter } from "node:events";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { PSQL, placesAlone } from "./deliver.ts";
import type { Delivery } from "./delivery.ts";
import { loadParser, parseScript } from "./parse.ts";
import { refusesTransaction } from "./refuses-transaction.ts";

beforeAll(loadParser);

const INSERT = "INSERT INTO log VALUES (?) RETURNING pg_current_xact_id()::text";
const WORDS = [
  ...[INSERT, INSERT, INSERT, INSERT, "VACUUM log", "LOCK TABLE log IN ACCESS SHARE MODE"],
  ...["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT"],
  ...["SAVEPOINT a", "ROLLBACK TO a", "RELEASE a", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN"],
];

const DELIVERIES: Readonly<Record<string, Delivery>> = {
  "statement by statement": PSQL,
  "between BEGIN and COMMIT": { ...PSQL, wrapping: "block" },
  "as one query": { ...PSQL, sending: "one query" },
  "as one query between BEGIN and COMMIT": { ...PSQL, sending: "one query", wrapping: "block" },
  "as a pipeline": { ...PSQL, sending: "pipeline" },
  "by a driver that begins": { ...PSQL, wrapping: "driver" },
};

/** What the server did with a message. */
interface Answers {
  /** Of each statement that ran: its transaction id, or null where it returned no row. */
  readonly ran: (string | null)[];
  error: string | null;
}

/** Sends texts in one go: one simple query, or a pipeline with one Sync. */
function send(client: pg.Client, texts: readonly string[], by: "query" | "pipeline"): Promise<Answers> {
  return new Promise((resolve) => {
    const answers: Answers = { ran: [], error: null };
    let row: string | null = null;
    client.query({
      submit(connection: pg.Connection) {
        if (by === "query") connection.query(texts.join(";"));
        else {
          for (const text of texts) {
            connection.parse({ name: "", text, types: [] }, true);
            connection.bind({}, true);
            connection.execute({}, true);
          }
          connection.sync();
        }
      },
      handleRowDescription() {},
      handleDataRow({ fields }: { fields: string[] }) {
        row = String(fields[0]);
      },
      handleCommandComplete() {
        answers.ran.push(row);
        row = null;
      },
      handleError({ code }: { code: string }) {
        answers.error ??= code;
        resolve(answers);
      },
      handleReadyForQuery() {
        resolve(answers);
      },
    } as unknown as pg.QueryConfig);
  });
}

describe.each(MAJORS)("on PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test.each(Object.entries(DELIVERIES))("a script sent %s", async (_, delivery) => {
    const script = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 8 });
    for (const words of fc.sample(script, { seed: 7, numRuns: 60 })) {
      const texts = words.map((word, at) => word.replace("?", String(at)));
      const { statements } = parseScript(texts.join(";"));
      const places = placesAlone(statements, delivery);
      const fails = places.map(({ transaction, refused }, at) => {
        const node = statements[at]?.node;
        return (
          refused?.sqlstate ?? (node && refusesTransaction(node) && transaction !== null ? "25001" : null)
        );
      });
      const { ran, error, rows } = await run(server.url, texts, delivery);
      const first = fails.findIndex((code) => code !== null);
      const shown = `${texts.join("; ")}: ${places.map(({ transaction }) => transaction ?? "-").join(" ")}`;
      expect([shown, error, ran.length]).toEqual([
        shown,
        first < 0 ? null : fails[first],
        first < 0 ? texts.length : first,
      ]);
      const pairs = ran.flatMap((id, at) =>
        id === null ? [] : [[places[at]?.transaction ?? `alone ${at}`, id]],
      );
      const distinct = (at: 0 | 1) => new Set(pairs.map((pair) => pair[at])).size;
      expect([shown, distinct(0), distinct(1)]).toEqual([
        shown,
        ...Array(2).fill(new Set(pairs.map(String)).size),
      ]);
      if (error !== null) continue;
      const kept = ran.flatMap((id, at) => (id !== null && places[at]?.undoneBy === null ? [at] : []));
      expect([shown, rows]).toEqual([shown, kept]);
    }
  });
});

/** Runs a script on a connection of its own; the rows are those that are committed when it is closed. */
async function run(url: string, texts: readonly string[], { sending, wrapping }: Delivery) {
  const admin = new pg.Client(url);
  const client = new pg.Client(url);
  await admin.connect();
  await admin.query("DROP TABLE IF EXISTS log; CREATE TABLE log (n int)");
  await client.connect();
  let status = "I";
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.on("readyForQuery", (message: { status: string }) => {
    status = message.status;
  });
  const ran: (string | null)[] = [];
  let error: string | null = null;
  const messages = sending === "statements" ? texts.map((text) => [text]) : [texts];
  if (wrapping === "block") await client.query("BEGIN");
  for (const message of messages) {
    if (wrapping === "driver" && status === "I") await client.query("BEGIN");
    const answers = await send(client, message, sending === "pipeline" ? "pipeline" : "query");
    ran.push(...answers.ran);
    error = answers.error;
    if (error !== null) break;
  }
  if (error === null && wrapping !== "none") await client.query("COMMIT");
  await client.end();
  const { rows } = await admin.query<{ n: number }>("SELECT n FROM log ORDER BY n");
  await admin.end();
  return { ran, error, rows: rows.map(({ n }) => n) };
}
