import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanQuery } from "../cleaning/query.ts";
import { openShadow } from "../shadow/engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../shadow/engines/shadow.ts";
import { loadParser } from "../sql/parse.ts";
import { unpreparedTexts } from "./prepared-texts.testing.ts";
import { MERGE_TRAP, TRAP_SCHEMA, TRAPS } from "./traps.testing.ts";

let shadow: Shadow;

beforeAll(async () => {
  await loadParser();
  shadow = await openShadow("pglite", {
    extensions: [],
    snapshot: null,
    live: null,
    limits: LIMITS,
    roles: [],
  });
  expect((await shadow.session.exec(TRAP_SCHEMA)).error).toBeNull();
});
afterAll(() => shadow.close());

test("every trap runs, and its text without constants can be prepared", async () => {
  const traps = [...TRAPS, MERGE_TRAP];
  const failed: string[] = [];
  await shadow.session.exec("BEGIN");
  for (const sql of traps) {
    await shadow.session.exec("SAVEPOINT one");
    const { error } = await shadow.session.exec(sql);
    if (error) failed.push(`${error.message}: ${sql}`);
    await shadow.session.exec("ROLLBACK TO one");
  }
  await shadow.session.exec("ROLLBACK");
  expect(failed).toEqual([]);
  const texts = traps.map((sql) => {
    const cleaned = cleanQuery(sql);
    return cleaned.kind === "query" ? cleaned.sql : `${cleaned.kind}: ${sql}`;
  });
  expect(await unpreparedTexts(shadow.session, texts)).toEqual([]);
});
