import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";
import { CASES, diffOf } from "./cases.testing.ts";

describe.each([14, 18] as const)("PostgreSQL %i says the same as PGlite", (major) => {
  let session: ServerSession;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const server = await startServer(major);
    stop = server.stop;
    session = await connect(server.url);
  });

  afterAll(async () => {
    await session?.end();
    await stop?.();
  });

  test.each(CASES)("$sql", async ({ given = "", sql, diff }) => {
    expect(await diffOf(session, given, sql)).toEqual(diff);
  });
});
