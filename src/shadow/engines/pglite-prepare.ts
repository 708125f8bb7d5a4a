import { type messages, type PGlite, protocol } from "@electric-sql/pglite";
import { errorOf, SessionEnded } from "./pglite-message.ts";
import { before, frame, type Prepared, type ResultColumn, type Unprepared } from "./prepare.ts";

/** All in one go: two answers each, to what is sent before it and to itself. */
export async function prepareEach(
  db: PGlite,
  statements: readonly Unprepared[],
  inTransaction: boolean,
): Promise<Prepared[]> {
  const { first, last } = frame(inTransaction);
  const { query, parse, describe, bind, sync } = protocol.serialize;
  const sent = statements.flatMap((one) => [
    query(before(one)),
    parse({ text: one.sql, types: [...one.types] }),
    describe({ type: "S" }),
    ...(one.planned === null ? [] : [bind({ values: Array(one.planned).fill(null) })]),
    sync(),
  ]);
  const parser = new protocol.Parser();
  const answers: Prepared[] = [];
  let answer: Prepared = UNANSWERED;
  await db.execProtocolRawStream(Buffer.concat([query(first), ...sent, query(last)]), {
    syncToFs: false,
    onRawData: (data) => {
      parser.parse(data, (received) => {
        if (received.name === "readyForQuery") {
          answers.push(answer);
          answer = UNANSWERED;
        } else if (received.name === "error")
          answer = { ...answer, error: answer.error ?? errorOf(received) };
        else if (received.name === "parameterDescription") {
          answer = { ...answer, parameters: (received as messages.ParameterDescriptionMessage).dataTypeIDs };
        } else if (received.name === "rowDescription") {
          const { fields } = received as messages.RowDescriptionMessage;
          answer = { ...answer, columns: fields.map(columnOf) };
        }
      });
    },
  });
  if (answers.length !== 2 * statements.length + 2)
    throw new SessionEnded("it ended the session of the embedded PostgreSQL");
  return statements.map((_, index) => {
    const [prelude = UNANSWERED, own = UNANSWERED] = answers.slice(2 * index + 1);
    return { ...own, error: prelude.error ?? own.error };
  });
}

const UNANSWERED: Prepared = { error: null, parameters: [], columns: [] };

function columnOf({ name, dataTypeID, dataTypeModifier }: messages.Field): ResultColumn {
  return { name, type: dataTypeID, modifier: dataTypeModifier };
}
