import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { loadParser } from "../../sql/parse.ts";
import { toldWhenSent } from "./in-one-message.testing.ts";

beforeAll(loadParser);

// 14 does not begin its counters anew when it is asked to.
describe.each([14, 15, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test.each(["statement", "file"] as const)(
    "a statement that is sent with its look is told as one that is sent apart: %s",
    async (transaction) => {
      const shadow = server.url;
      const told = await toldWhenSent("with its look", transaction, { shadow });
      expect(told).toEqual(await toldWhenSent("apart", transaction, { shadow }));
      expect(told).toEqual(await toldWhenSent("in a transaction begun anew", transaction, { shadow }));
    },
  );
});
