import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { loadParser } from "../../sql/parse.ts";
import { atRandom, BEFORE_OWN, SCRIPTS } from "./own-batches.testing.ts";
import { TogetherSent, toldOfEach } from "./sent-together.testing.ts";

beforeAll(loadParser);

describe.each([14, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test("what is told of a transaction's own tables behind many statements is told as one by one", async () => {
    const scripts = { ...SCRIPTS, "what nobody writes": atRandom(major) };
    const together = new TogetherSent();
    const options = { shadow: server.url };
    const told = await toldOfEach(scripts, BEFORE_OWN, {
      transaction: "file",
      oneByOne: false,
      options: { ...options, visit: together.visit },
    });
    // Counters that begin anew, without which nothing is told together, there are from 15 on.
    if (major >= 15) expect(together.statements).toBeGreaterThan(350);
    const oneByOne = await toldOfEach(scripts, BEFORE_OWN, { transaction: "file", oneByOne: true, options });
    for (const [name, statements] of told) expect(statements, name).toEqual(oneByOne.get(name));
  });
});
