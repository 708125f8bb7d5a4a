import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { checked } from "./unplanned.testing.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server?.stop());

test("with a server as shadow the embedded one plans beside it", async () => {
  const settings = { shadow: server.url };
  const { unplanned, report } = await checked("DROP INDEX orders_org_idx;", { settings });
  expect(unplanned.map(({ index, rowsPerCall }) => ({ index, rowsPerCall }))).toContainEqual({
    index: "public.orders_org_idx",
    rowsPerCall: 12_300_000,
  });
  expect(report.postgres).toMatchObject({ major: 15, from: "shadow" });
});
