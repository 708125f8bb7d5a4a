import pg from "pg";
import { describe, expect, test } from "vitest";
import { MAJORS, startServer } from "../../postgres-servers/servers.ts";
import { PENDING_CASES, PENDING_SCHEMA } from "./pending-triggers.testing.ts";

describe.each(MAJORS)("on PostgreSQL %i", (major) => {
  test("what has pending trigger events is refused, and nothing else", async () => {
    const server = await startServer(major);
    const client = new pg.Client(server.url);
    try {
      await client.connect();
      await client.query(`${PENDING_SCHEMA};COMMIT`);
      for (const { before, statement, fails } of PENDING_CASES) {
        await client.query("BEGIN");
        await client.query(before);
        const message = await client.query(statement).then(
          () => null,
          (error: Error) => error.message,
        );
        await client.query("ROLLBACK");
        expect([before, statement, message]).toEqual([before, statement, fails]);
      }
    } finally {
      await client.end();
      await server.stop();
    }
  });
});
