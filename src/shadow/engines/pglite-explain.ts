import { type PGlite, protocol } from "@electric-sql/pglite";
import type { StatementError } from "../../postgres/server-message.ts";
import { errorOf, SessionEnded } from "./pglite-message.ts";
import { type FileSize, pretendSizes, type SizedFiles } from "./pglite-sizes.ts";
import { before, frame, type Unprepared } from "./prepare.ts";

/** The plan of a statement, for any values of its parameters: what EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) says, or why there is none. */
export type Explained =
  | { readonly plan: string; readonly error: null }
  | { readonly plan: null; readonly error: StatementError };

/** It is found only by this name: the unnamed one cannot be explained. */
const NAME = "lockgate_planned";

const ANSWERS_EACH = 4;

/** Plans statements while files seem to have other sizes, in the transaction that is open. None is run. */
export async function explainEach(
  db: PGlite,
  root: string,
  sizes: readonly FileSize[],
  statements: readonly Unprepared[],
): Promise<Explained[]> {
  const { first, last } = frame(true);
  // What PostgreSQL knows of a file beyond 1 GB it only forgets with the relation: a change of its row, which is undone.
  const forget = `UPDATE pg_catalog.pg_class SET relpages = relpages WHERE pg_catalog.pg_relation_filepath(oid) IN (${[
    "''",
    ...sizes.map(({ path }) => `'${path.replaceAll("'", "''")}'`),
  ].join(", ")})`;

  const { query, parse, sync, close } = protocol.serialize;
  const sent = statements.flatMap((one) => {
    const nulls = Array(one.planned ?? 0).fill("NULL");
    const values = nulls.length === 0 ? "" : `(${nulls.join(", ")})`;
    return [
      query(before({ ...one, planned: nulls.length })),
      // A text of several statements is refused here.
      parse({ name: NAME, text: one.sql, types: [...one.types] }),
      sync(),
      query(`EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) EXECUTE ${NAME}${values}`),
      close({ type: "S", name: NAME }),
      sync(),
    ];
  });
  const parser = new protocol.Parser();
  const answers: Explained[] = [];
  let answer: Explained | null = null;
  // What is written of these files after this would be written beyond their true ends.
  await db.exec("CHECKPOINT");
  const restore = pretendSizes(db.Module.FS as unknown as SizedFiles, root, sizes);
  try {
    await db.execProtocolRawStream(Buffer.concat([query(first), ...sent, query(`${forget}; ${last}`)]), {
      syncToFs: false,
      onRawData: (data) => {
        parser.parse(data, (received) => {
          if (received.name === "readyForQuery") {
            answers.push(answer ?? NOTHING);
            answer = null;
          } else if (received.name === "error") {
            answer ??= { plan: null, error: errorOf(received) };
          } else if (received.name === "dataRow" && "fields" in received) {
            answer ??= { plan: String((received.fields as unknown[])[0]), error: null };
          }
        });
      },
    });
  } finally {
    restore();
  }
  if (answers.length !== ANSWERS_EACH * statements.length + 2)
    throw new SessionEnded("it ended the session of the embedded PostgreSQL");
  return statements.map((_, index) => {
    const own = answers.slice(1 + index * ANSWERS_EACH, 1 + (index + 1) * ANSWERS_EACH);
    // What is sent before it, Parse, EXPLAIN, and Close, which are answered in this order.
    return own.find(({ error }) => error !== null) ?? own[2] ?? NOTHING;
  });
}

const NOTHING: Explained = { plan: "", error: null };
