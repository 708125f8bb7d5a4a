/** Texts as pg_stat_statements of real servers writes them, prepared on those servers and on PGlite. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { cleanQuery } from "../cleaning/query.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { loadParser } from "../sql/parse.ts";
import { unpreparedTexts } from "./prepared-texts.testing.ts";
import { MERGE_TRAP, TRAP_SCHEMA, TRAPS } from "./traps.testing.ts";

beforeAll(loadParser);

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let session: ServerSession;

  beforeAll(async () => {
    server = await startServer(major, { shared_preload_libraries: "pg_stat_statements" });
    session = await connect(server.url);
    await session.exec("CREATE EXTENSION pg_stat_statements");
    expect((await session.exec(TRAP_SCHEMA)).error).toBeNull();
  });
  afterAll(async () => {
    await session.end();
    await server.stop();
  });

  test("what it recorded can be prepared", async () => {
    await session.query("SELECT pg_stat_statements_reset()");
    const traps = major < 15 ? TRAPS : [...TRAPS, MERGE_TRAP];
    for (const sql of traps) await session.exec(sql);
    const rows = await session.query<{ query: string }>(
      "SELECT query FROM pg_stat_statements WHERE toplevel ORDER BY query",
    );
    const texts = rows.flatMap(({ query }) => {
      const cleaned = cleanQuery(query);
      return cleaned.kind === "query"
        ? [cleaned.sql]
        : cleaned.kind === "other"
          ? []
          : [`${cleaned.kind}: ${query}`];
    });
    expect(texts.length).toBeGreaterThan(traps.length - 10);
    expect(await unpreparedTexts(session, texts)).toEqual([]);
  });

  test("a text is analysed and never run, and what is open stays so", async () => {
    await session.exec("BEGIN");
    await session.exec("CREATE TABLE mine (a int, s varchar(7) UNIQUE)");
    const unprepared = (sql: string, searchPath = "public") => {
      return { sql, types: [], searchPath, planned: sql.includes("$") ? 2 : null };
    };
    const prepared = await session.prepare(
      [
        unprepared("SELECT 1; DROP TABLE mine"),
        unprepared("SELECT 1", "public'; DROP TABLE mine; --"),
        unprepared("DROP TABLE mine"),
        unprepared("SELECT nothing FROM mine"),
        unprepared("INSERT INTO mine VALUES ($1, $2) ON CONFLICT (a) DO NOTHING"),
        unprepared("INSERT INTO mine VALUES ($1, $2) ON CONFLICT (s) DO NOTHING RETURNING *"),
      ],
      true,
    );
    expect(prepared.map(({ error }) => error?.sqlstate ?? null)).toEqual([
      "42601",
      "22023",
      null,
      "42703",
      "42P10",
      null,
    ]);
    expect(prepared.at(-1)).toMatchObject({
      parameters: [23, 1043],
      columns: [
        { name: "a", type: 23, modifier: -1 },
        { name: "s", type: 1043, modifier: 11 },
      ],
    });
    expect(await session.query("SELECT count(*)::int AS count FROM mine")).toEqual([{ count: 0 }]);
    expect((await session.exec("ROLLBACK")).error).toBeNull();
    expect(await session.query("SELECT to_regclass('mine') AS mine")).toEqual([{ mine: null }]);
  });
});
