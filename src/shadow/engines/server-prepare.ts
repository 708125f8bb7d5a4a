import type pg from "pg";
import type { StatementError } from "../../postgres/server-message.ts";
import { before, frame, type Prepared, type Unprepared } from "./prepare.ts";

/** The parts of pg's connection that are not typed. */
interface Wire {
  parse(statement: { text: string; types: readonly number[] }): void;
  describe(what: { type: "S" }): void;
  bind(values: { values: readonly null[] }): void;
  sync(): void;
  on(event: "parameterDescription", listener: (described: { dataTypeIDs: number[] }) => void): void;
  removeAllListeners(event: "parameterDescription"): void;
  readonly stream: { cork?(): void; uncork?(): void };
}

interface Fields {
  readonly fields: readonly { name: string; dataTypeID: number; dataTypeModifier: number }[];
}

export interface PrepareOptions {
  readonly inTransaction: boolean;
  /** PostgreSQL's own error; null: the session is lost. */
  readonly errorOf: (error: unknown) => StatementError | null;
}

/** Throws what ends the session. */
export async function prepareEach(
  client: pg.Client,
  statements: readonly Unprepared[],
  { inTransaction, errorOf }: PrepareOptions,
): Promise<Prepared[]> {
  const { first, last } = frame(inTransaction);
  await client.query(first);
  const answers: Prepared[] = [];
  for (const one of statements) {
    try {
      await client.query(before(one));
      answers.push(await described(client, one));
    } catch (error) {
      const known = errorOf(error);
      if (known === null) throw error;
      answers.push({ error: known, parameters: [], columns: [] });
    }
  }
  await client.query(last);
  return answers;
}

function described(client: pg.Client, { sql, types, planned }: Unprepared): Promise<Prepared> {
  return new Promise((resolve, reject) => {
    let wire: Wire | undefined;
    let parameters: readonly number[] = [];
    let columns: Prepared["columns"] = [];
    const end = () => wire?.removeAllListeners("parameterDescription");
    client.query({
      submit(connection: pg.Connection) {
        wire = connection as unknown as Wire;
        wire.on("parameterDescription", ({ dataTypeIDs }) => {
          parameters = dataTypeIDs;
        });
        wire.parse({ text: sql, types });
        wire.describe({ type: "S" });
        if (planned !== null) wire.bind({ values: Array(planned).fill(null) });
        wire.sync();
      },
      handleRowDescription({ fields }: Fields) {
        columns = fields.map(({ name, dataTypeID, dataTypeModifier }) => {
          return { name, type: dataTypeID, modifier: dataTypeModifier };
        });
      },
      handleError(error: unknown) {
        end();
        reject(error);
      },
      handleReadyForQuery() {
        end();
        resolve({ error: null, parameters, columns });
      },
    } as unknown as pg.Submittable);
  });
}
