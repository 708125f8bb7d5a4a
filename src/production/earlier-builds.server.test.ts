import pg from "pg";
import { expect, test } from "vitest";
import { startServer } from "../../postgres-servers/servers.ts";
import { takeSnapshot } from "../stats.ts";

const OPTIONS = { queries: false, columns: false, probe: true };

test.each([14, 18] as const)(
  "PostgreSQL %i: indexes that were built tell how fast the server is",
  async (major) => {
    const server = await startServer(major, { shared_preload_libraries: "pg_stat_statements" });
    const admin = new pg.Client(server.url);
    await admin.connect();
    try {
      await admin.query("CREATE EXTENSION pg_stat_statements; CREATE TABLE t (a int, b int, c text)");
      await admin.query("INSERT INTO t SELECT n, hashint4(n), n FROM generate_series(1, 600000) n");
      await admin.query("ANALYZE t");
      expect((await takeSnapshot(server.url, {}, OPTIONS)).snapshot.speed?.from).toBe("probe");
      await admin.query("CREATE INDEX t_b ON t (b)");
      const { speed } = (await takeSnapshot(server.url, {}, OPTIONS)).snapshot;
      expect(speed?.from).toBe("earlier DDL");
      expect(speed?.cpu).toBeGreaterThan(0.2);
      expect(speed?.cpu).toBeLessThan(40);
      // Of a table that is another by now nothing follows.
      await admin.query("DELETE FROM t WHERE a > 100000");
      await admin.query("VACUUM t");
      expect((await takeSnapshot(server.url, {}, OPTIONS)).snapshot.speed?.from).toBe("probe");
    } finally {
      await admin.end();
      await server.stop();
    }
  },
);
