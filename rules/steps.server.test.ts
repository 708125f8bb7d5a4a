import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { UNSAFE, UNSAFE_SINCE_15 } from "../src/proof/safe-statements.testing.ts";
import { wrongSteps } from "../src/proof/safe-steps.testing.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { loadParser } from "../src/sql/parse.ts";

await loadParser();

describe.each([14, 15, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  let session: ServerSession;
  beforeAll(async () => {
    server = await startServer(major);
    session = await connect(server.url);
  });
  afterAll(async () => {
    await session?.end();
    await server?.stop();
  });

  // A runner of each kind of transaction.
  test.each(["sql", "prisma", "drizzle"] as const)(
    "the steps of a remedy come to the same as the statement in %s, with rows",
    async (tool) => {
      const wrong: string[] = [];
      for (const statement of major === 14 ? UNSAFE : [...UNSAFE, ...UNSAFE_SINCE_15])
        wrong.push(...(await wrongSteps(session, statement, tool)));
      expect(wrong).toEqual([]);
    },
    300_000,
  );
});
