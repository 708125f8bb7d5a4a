import type { Session } from "../shadow/engines/session.ts";
import { prepareFirst } from "./prepare-first.ts";
import { readQuery } from "./read-query.ts";

/** Of texts, those that cannot be prepared, with the reason. */
export async function unpreparedTexts(session: Session, texts: readonly string[]): Promise<string[]> {
  const read = texts.map((sql, at) =>
    readQuery({ id: String(at), sql, callsPerSecond: null, from: "production" }),
  );
  const queries = read.flatMap((one) => (typeof one === "string" ? [] : [one]));
  const answers = await prepareFirst(
    session,
    queries.map(({ sql }) => ({ sql, types: [], searchPath: null, planned: null })),
    queries,
  );
  return [
    ...read.flatMap((one, at) => (typeof one === "string" ? [`${one}: ${texts[at]}`] : [])),
    ...answers.flatMap(({ answer: { error } }, at) =>
      error ? [`${error.message}: ${queries[at]?.sql}`] : [],
    ),
  ];
}
