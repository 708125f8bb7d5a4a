import type { Delivery } from "./delivery.ts";
import { apartForm, refusesTransaction } from "./refuses-transaction.ts";
import type { Statement } from "./statement.ts";
import { Connection, type Place } from "./transaction.ts";

/** A script as psql sends it. */
export const PSQL: Delivery = {
  sending: "statements",
  wrapping: "none",
  pieces: [],
  apart: [],
  isDoubtful: false,
};

/** Sends the statements of a script as its runner does. The runner's BEGIN and COMMIT around the whole are its caller's. */
export function deliver(
  connection: Connection,
  statements: readonly Statement[],
  delivery: Delivery,
): Place[] {
  return messagesOf(statements, delivery).flatMap(({ statements: sent, by, block }) => {
    if (block || (delivery.wrapping === "driver" && !connection.isOpen)) connection.begin();
    const places = delivery.isDoubtful ? sendDoubtful(connection, sent, by) : connection.send(sent, by);
    if (block) connection.commit();
    return places;
  });
}

/** The places of the statements of a script that is alone on its connection. */
export function placesAlone(statements: readonly Statement[], delivery: Delivery): Place[] {
  let number = -1;
  const connection = new Connection(() => ++number);
  if (delivery.wrapping === "block") connection.begin();
  const places = deliver(connection, statements, delivery);
  if (delivery.wrapping === "none") connection.disconnect();
  return places;
}

/** Where one version of the runner has a transaction and another none, what refuses one is taken to run outside. */
function sendDoubtful(connection: Connection, statements: readonly Statement[], by: Message["by"]): Place[] {
  const at = statements.findIndex(({ node }) => refusesTransaction(node));
  if (at < 0) return connection.send(statements, by);
  return [
    ...connection.send(statements.slice(0, at), by),
    ...connection.send(statements.slice(at, at + 1), by),
    ...sendDoubtful(connection, statements.slice(at + 1), by),
  ];
}

/** What the server gets at once. */
interface Message {
  readonly statements: Statement[];
  readonly by: "query" | "pipeline";
  /** Between a BEGIN and a COMMIT of its own. */
  readonly block: boolean;
}

function messagesOf(statements: readonly Statement[], { sending, pieces, apart }: Delivery): Message[] {
  switch (sending) {
    case "statements":
      return statements.map((statement) => ({ statements: [statement], by: "query", block: false }));
    case "one query":
      return [{ statements: [...statements], by: "query", block: false }];
    case "pieces":
      return inPieces(statements, pieces);
    case "pipeline":
      return inPipelines(statements, apart);
  }
}

function inPieces(statements: readonly Statement[], [first, ...others]: Delivery["pieces"]): Message[] {
  const messages: Message[] = [{ statements: [], by: "query", block: first?.block ?? false }];
  let next = 0;
  for (const statement of statements) {
    for (let piece = others[next]; piece && piece.start <= statement.start; piece = others[next]) {
      messages.push({ statements: [], by: "query", block: piece.block });
      next += 1;
    }
    messages.at(-1)?.statements.push(statement);
  }
  return messages;
}

function inPipelines(statements: readonly Statement[], apart: Delivery["apart"]): Message[] {
  const messages: Message[] = [];
  for (const statement of statements) {
    const form = apartForm(statement.node);
    const last = messages.at(-1);
    if (form !== null && apart.includes(form))
      messages.push({ statements: [statement], by: "query", block: false });
    else if (last?.by === "pipeline") last.statements.push(statement);
    else messages.push({ statements: [statement], by: "pipeline", block: false });
  }
  return messages;
}
