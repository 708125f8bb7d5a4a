import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../../shadow/engines/server.ts";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { derive } from "../derive.ts";
import { createModel } from "../schema/model.ts";
import { applyStatement } from "../statements/statements.ts";
import { CASES, GIVEN } from "./version-cases.testing.ts";

beforeAll(() => loadParser());

/** The SQLSTATE with which the statement is said to fail on the version, or null. */
function derived(sql: string, major: number): string | null {
  const model = createModel({ complete: true });
  for (const { node } of parseScript(GIVEN).statements) applyStatement(model, node, { transaction: null });
  const [statement] = parseScript(sql).statements;
  if (statement === undefined) throw new Error(sql);
  const { effects } = derive(statement.node, model, { major, timeZone: "UTC", transaction: "t" });
  const fail = effects.find((effect) => effect.kind === "fail" && effect.when === "always");
  return fail?.kind === "fail" ? fail.sqlstate : null;
}

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let session: ServerSession;
  beforeAll(async () => {
    server = await startServer(major);
    session = await connect(server.url);
    const { error } = await session.exec(GIVEN);
    if (error) throw new Error(error.message);
  });
  afterAll(async () => {
    await session?.end();
    await server?.stop();
  });

  test.each(CASES)("is said to fail where it does: %s", async (sql) => {
    await session.query("BEGIN");
    const { error } = await session.exec(sql);
    await session.query("ROLLBACK");
    expect(derived(sql, major)).toBe(error?.sqlstate ?? null);
  });
});
