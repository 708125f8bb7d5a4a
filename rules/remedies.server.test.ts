import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { HAZARDS, SHAPES, wrongRemedies } from "../src/proof/remedies.testing.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { loadParser } from "../src/sql/parse.ts";

await loadParser();

describe.each([14, 18] as const)("PostgreSQL %i", (major) => {
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

  describe.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])("%s", (shape) => {
    test.each(["sql", "prisma", "drizzle"] as const)(
      "what is advised in %s works and comes to the same",
      async (tool) => {
        const wrong: string[] = [];
        for (const hazard of HAZARDS) wrong.push(...(await wrongRemedies(session, shape, hazard, tool)));
        expect(wrong).toEqual([]);
      },
    );
  });
});
