import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAJORS, type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { loadParser } from "../../sql/parse.ts";
import { SCRIPT, toldOfTakenBack } from "./taken-back.testing.ts";

beforeAll(loadParser);

describe.each(MAJORS)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test.each(["statement", "file"] as const)(
    "what a block takes back is told by looks at what changes as by looks at everything: %s",
    async (transaction) => {
      const shadow = server.url;
      const told = await toldOfTakenBack("at what changes", transaction, { shadow });
      const whole = await toldOfTakenBack("at everything", transaction, { shadow });
      for (const [at, sql] of SCRIPT.entries()) expect(told[at], sql).toEqual(whole[at]);
    },
  );
});
