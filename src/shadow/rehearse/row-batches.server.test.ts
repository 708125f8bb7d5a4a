import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { loadParser } from "../../sql/parse.ts";
import { toldOf } from "./row-batches.testing.ts";
import { TogetherSent } from "./sent-together.testing.ts";

beforeAll(loadParser);

describe.each([14, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test.each(["statement", "file"] as const)(
    "what is sent together is told as one by one: %s",
    async (kind) => {
      const together = new TogetherSent();
      const told = await toldOf(kind, false, { shadow: server.url, visit: together.visit });
      expect(together.statements).toBeGreaterThan(400);
      const oneByOne = await toldOf(kind, true, { shadow: server.url });
      for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));
    },
  );
});
