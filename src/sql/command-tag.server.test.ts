import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { startServer } from "../../postgres-servers/servers.ts";
import { furnish, layingOn } from "../../scripts/measure/measure-server.ts";
import { WITNESSES } from "../postgres/witnesses/all.ts";
import { loadParser, parseScript } from "./parse.ts";

beforeAll(loadParser);

/** What a statement that makes a relation of rows is answered with, besides its own tag. */
const ROWS: ReadonlySet<string> = new Set(["CREATE TABLE AS", "SELECT INTO", "CREATE MATERIALIZED VIEW"]);

// The words that PostgreSQL 18 answers with (CommandComplete), for every witness that it runs.
test("a statement's command is the tag that the server answers with", { timeout: 600_000 }, async () => {
  const server = await startServer(18, { statement_timeout: "20s" });
  const client = new pg.Client({ connectionString: await furnish(server) });
  try {
    await client.connect();
    const tags: string[] = [];
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    connection.on("commandComplete", ({ text }: { text: string }) => tags.push(text));
    const exec = (sql: string) =>
      client.query(sql).then(
        () => null,
        ({ code, message }: { code: string; message: string }) => ({ sqlstate: code, message }),
      );
    const lay = layingOn({
      query: async (sql) => (await client.query(sql)).rows,
      exec: async (sql) => {
        const error = await exec(sql);
        const rest = { position: null, detail: null, hint: null };
        return { rowCount: null, notices: [], error: error && { ...error, ...rest } };
      },
    });
    const wrong: string[] = [];
    let compared = 0;
    for (const witness of WITNESSES) {
      const { failed, spoil } = await lay(witness);
      if (failed) continue;
      await client.query("BEGIN");
      tags.length = 0;
      let error = await exec(witness.sql);
      let [tag] = tags;
      await client.query("ROLLBACK");
      if (error?.sqlstate === "25001") {
        spoil();
        tags.length = 0;
        error = await exec(witness.sql);
        [tag] = tags;
      }
      const { command, node } = parseScript(witness.sql).statements[0] ?? {};
      // EXECUTE is answered with the tag of what was prepared.
      if (error || tag === undefined || command === undefined || node === undefined || "ExecuteStmt" in node)
        continue;
      compared++;
      const told = tag.replace(/( \d+)+$/, "");
      if (told !== command && !(told === "SELECT" && ROWS.has(command)))
        wrong.push(`${told}: ${command}: ${witness.sql}`);
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  } finally {
    await client.end();
    await server.stop();
  }
});
