/**
 * Kills runs with a shadow on a server at random moments, as a CI that is cancelled does, and says what the next run leaves:
 * `npm run kill-shadows -- [times]`, default 20. Ends with 1 when anything is left. Needs `npm run servers` and a build.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../postgres-servers/servers.ts";
import { connect } from "../src/shadow/engines/server.ts";

const times = Number(process.argv[2] ?? 20);
const program = join(import.meta.dirname, "../dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "lockgate-kills-"));
mkdirSync(join(folder, "migrations"));
writeFileSync(
  join(folder, "migrations/1.sql"),
  `CREATE ROLE tenant;
CREATE TABLE t (id int);
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I IS_TEMPLATE true', current_database()); END $$;
ALTER ROLE CURRENT_USER SET default_transaction_read_only = on;
${"CREATE INDEX ON t (id);\n".repeat(50)}SELECT pg_sleep(0.3);
`,
);
const server = await startServer(16);
try {
  const whole = await run(Number.POSITIVE_INFINITY);
  const base = await left();
  let dirty = 0;
  for (let time = 0; time < times; time++) {
    await run(Math.random() * whole);
    const behind = (await left()).length;
    await run(Number.POSITIVE_INFINITY);
    const after = await left();
    if (after.join() !== base.join()) dirty++;
    console.log(
      `${time + 1}: ${behind - base.length} left by the kill, after the next run: ${after.join(", ") || "nothing"}`,
    );
  }
  console.log(`${times - dirty} of ${times} left nothing`);
  process.exitCode = dirty === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** Runs a check, kills it after some milliseconds, and gives how long it took. */
async function run(killAfter: number): Promise<number> {
  const start = performance.now();
  const args = [program, "check", "--all", "--shadow", server.url, "--format", "json"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  const timer = Number.isFinite(killAfter) ? setTimeout(() => child.kill("SIGKILL"), killAfter) : undefined;
  await new Promise((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
  return performance.now() - start;
}

/** Databases, roles and settings that a new server does not have. */
async function left(): Promise<string[]> {
  const session = await connect(server.url);
  const rows = await session.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')
     UNION ALL SELECT 'role ' || rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'
     UNION ALL SELECT 'setting ' || setting FROM pg_db_role_setting, unnest(setconfig) AS setting ORDER BY 1`,
  );
  await session.end();
  return rows.map(({ name }) => name);
}
