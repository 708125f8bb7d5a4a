import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../../sql/parse.ts";
import { openShadow } from "../../engines/open-shadow.ts";
import { LIMITS } from "../../engines/shadow.ts";
import { PLATFORMS, type PlatformName, setupSql } from "../platform.ts";
import { STUBS, stubSql } from "./stubs.ts";

beforeAll(loadParser);

/** What migrations do with extensions, as their manuals show it. */
const USES = [
  `SELECT cron.schedule('nightly', '0 3 * * *', 'VACUUM'), cron.unschedule('nightly')`,
  `SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname = 'x'`,
  `SELECT net.http_post(url := 'http://x', body := '{}'::jsonb, headers := '{"a": "b"}'::jsonb) AS request_id`,
  `SELECT pgmq.create('Orders'); SELECT pgmq.send('Orders', '{"a": 1}'); ALTER TABLE pgmq.q_orders ENABLE ROW LEVEL SECURITY`,
  `SELECT msg_id, message FROM pgmq.read('Orders', 30, 5)`,
  `SELECT decrypted_secret FROM vault.decrypted_secrets WHERE name = 'key'`,
  `SELECT vault.create_secret('s3cret', 'key', 'a key')`,
  `SELECT status, content FROM ext.http_get('http://x')`,
  `SELECT graphql.resolve('{ a }')`,
  `SELECT ext.sign('{"a": 1}', 'secret')`,
  `CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x', dbname 'y');
   CREATE USER MAPPING FOR CURRENT_USER SERVER other OPTIONS (user 'a', password 'b');
   CREATE FOREIGN TABLE remote (id int) SERVER other OPTIONS (table_name 'r')`,
  `SELECT * FROM ext.dblink('dbname=x', 'SELECT 1') AS t (a int)`,
];

test("every stub can be declared and used, in the schema that is asked for", async () => {
  const shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
  try {
    await shadow.session.exec("CREATE SCHEMA ext; SET search_path = elsewhere, public");
    for (const name of Object.keys(STUBS))
      expect((await shadow.session.exec(stubSql(name, "ext") ?? "")).error, name).toBeNull();
    const [row] = await shadow.session.query<{ path: string }>(
      "SELECT current_setting('search_path') AS path",
    );
    expect(row?.path).toBe("elsewhere, public");
    for (const sql of USES) expect((await shadow.session.exec(sql)).error, sql).toBeNull();
    for (const name of Object.keys(PLATFORMS) as PlatformName[]) {
      await shadow.session.exec("DROP SCHEMA vault, graphql CASCADE");
      expect((await shadow.session.exec(setupSql(name))).error, name).toBeNull();
    }
  } finally {
    await shadow.close();
  }
});
