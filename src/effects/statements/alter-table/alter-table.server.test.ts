import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../../../shadow/engines/server.ts";
import { loadParser, parseScript } from "../../../sql/parse.ts";
import { derive } from "../../derive.ts";
import type { Effect } from "../../effect.ts";
import { createModel } from "../../schema/model.ts";
import { applyStatement } from "../statements.ts";

beforeAll(() => loadParser());

const GIVEN = `CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u VALUES (1);
CREATE TABLE t (a int, b int, i int GENERATED ALWAYS AS IDENTITY); INSERT INTO t VALUES (1, 1);
ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES u NOT VALID`;

/** One pass over the rows does for the rewrite and all checks; a foreign key is validated by a query of its own. */
const STATEMENTS = [
  "ALTER TABLE t VALIDATE CONSTRAINT c",
  "ALTER TABLE t VALIDATE CONSTRAINT f",
  "ALTER TABLE t ALTER COLUMN a TYPE bigint",
  "ALTER TABLE t ALTER COLUMN a TYPE bigint, VALIDATE CONSTRAINT c",
  "ALTER TABLE t ALTER COLUMN a TYPE bigint, ALTER COLUMN b SET NOT NULL",
  "ALTER TABLE t ALTER COLUMN a TYPE bigint, VALIDATE CONSTRAINT f",
  "ALTER TABLE t ADD COLUMN n int, VALIDATE CONSTRAINT c",
  "ALTER TABLE t ADD COLUMN a text, DROP COLUMN a",
  "ALTER TABLE t ALTER COLUMN n SET NOT NULL, ADD COLUMN n int DEFAULT 1",
  "ALTER TABLE t ADD COLUMN n int, ALTER COLUMN n TYPE text",
  "ALTER TABLE t ALTER COLUMN i DROP NOT NULL",
];

/** The effect in the words of the server's messages. */
function messageOf(effect: Effect): string[] {
  if (effect.kind === "rewrite") return ['rewriting table "t"'];
  if (effect.kind === "fail" && effect.when === "always") return [`fails with ${effect.sqlstate}`];
  if (effect.kind !== "scan") return [];
  return effect.reason === "foreign key"
    ? [`validating foreign key constraint "${effect.of}"`]
    : ['verifying table "t"'];
}

function derived(sql: string, major: number): string[] {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(GIVEN).statements) applyStatement(model, node, { transaction: null });
  return parseScript(sql).statements.flatMap(({ node }) => {
    return derive(node, model, { major, timeZone: "UTC", transaction: "t" }).effects.flatMap(messageOf);
  });
}

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let session: ServerSession;
  beforeAll(async () => {
    server = await startServer(major);
    session = await connect(server.url);
    const { error } = await session.exec(`${GIVEN}; SET client_min_messages = debug1`);
    if (error) throw new Error(error.message);
  });
  afterAll(async () => {
    await session?.end();
    await server?.stop();
  });

  test.each(STATEMENTS)("reads and rewrites the rows as derived: %s", async (sql) => {
    await session.query("BEGIN");
    const { error, notices } = await session.exec(sql);
    await session.query("ROLLBACK");
    const messages = notices
      .map(({ message }) => message)
      .filter((it) => /^(rewriting|verifying|validating)/.test(it));
    expect(derived(sql, major)).toEqual(error ? [`fails with ${error.sqlstate}`] : messages);
  });
});
