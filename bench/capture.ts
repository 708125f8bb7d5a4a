/**
 * npm run bench:capture [-- <repository> <base>]: what it costs to record the command of the one target in a repository's
 * lockgate.config.yaml, in CPU seconds beside the command itself on a real server; and what `check` costs once there is a
 * snapshot of the base. Without a repository the projects of capture-tools are used. Linux only.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import pg from "pg";
import { startServer } from "../postgres-servers/servers.ts";
import { environmentOf } from "../src/capture/environment.ts";
import { type CapturedCommand, captureRun } from "../src/capture/run.ts";
import { runCommand } from "../src/capture/run-command.ts";
import { serverBackend } from "../src/capture/server-backend.ts";
import { prepareRun } from "../src/config/run.ts";
import { type Cost, costOf } from "./cpu.ts";
import { megabytes } from "./memory.ts";
import { projectRepository } from "./project-repository.ts";
import { median } from "./race.ts";
import { verdict } from "./table.ts";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const PROJECTS = (process.env.PROJECTS ?? "knex typeorm kysely sequelize").split(" ");
const lockgate = join(import.meta.dirname, "..", "dist", "cli.js");

const PASSIVE = {
  engine: "server",
  earlyCommits: [],
  sessions: 0,
  save: null,
  close: async () => {},
} as const;

const [given, base = "main"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-capture-"));
const server = await startServer(18);
try {
  const roots = given ? [resolve(given)] : PROJECTS.map((name) => projectRepository(name, folder));
  for (const root of roots) await benchProject(root);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function benchProject(root: string): Promise<void> {
  const { config, env } = await prepareRun({ cwd: root });
  const target = config.targets.find(({ command }) => command);
  if (!target?.command) throw new Error(`${root}: no target has a command`);
  const { argv, cwd, env: own, passEnv, timeout } = target.command;
  const command = { argv, cwd: join(root, cwd), env: own, passEnv, timeoutMs: timeout * 1000 };
  console.log(`\n${basename(root)}: ${argv.join(" ")} (Node ${process.version}, median of ${ROUNDS} rounds)`);
  const [whole, pending] = [`whole`, `pending`];
  const contestants: Record<string, () => Promise<void>> = {
    direct: async () => direct(command, env, await database(whole)),
    "nothing to do": () => direct(command, env, urlOf(whole)),
    endpoint: async () => recorded(command, env, await database(pending), null),
    "endpoint, hook": async () => recorded(command, env, await database(pending), join(root, target.dir)),
  };
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, run] of Object.entries(contestants)) {
      const cost = await costOf(run);
      if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  const cpu = (name: string) => median((costs.get(name) ?? []).map((cost) => cost.cpu));
  const wall = (name: string) => median((costs.get(name) ?? []).map((cost) => cost.wall));
  for (const name of costs.keys())
    console.log(`  ${name.padEnd(24)} wall ${wall(name).toFixed(2)} s, cpu ${cpu(name).toFixed(2)} s`);
  verdict("endpoint / direct, CPU", cpu("endpoint") / cpu("direct"), "<=", 1.3);
  verdict("endpoint with hook / endpoint, CPU", cpu("endpoint, hook") / cpu("endpoint"), "<=", 2.5);
  await benchCheck(root, cpu("nothing to do"), wall("nothing to do"));
}

/** The second check upon the same base. */
async function benchCheck(root: string, toolCpu: number, toolWall: number): Promise<void> {
  const cache = join(folder, `cache-${basename(root)}`);
  let most = 0;
  const check = async (looks = false) => {
    const args = [lockgate, "check", "--base", base];
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
    // Looking costs this process some time of its own.
    const look = () => {
      most = Math.max(most, megabytes(child.pid ?? 0));
    };
    const looking = looks ? setInterval(look, 20) : undefined;
    const exit = await new Promise((done) => child.once("exit", done));
    clearInterval(looking);
    if (exit !== 0 && exit !== 1 && exit !== 4) throw new Error(`check ended with ${exit}`);
  };
  const first = await costOf(() => check(true));
  const rounds: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await costOf(() => check()));
  const [wall, cpu] = [median(rounds.map((one) => one.wall)), median(rounds.map((one) => one.cpu))];
  const figures = ({ wall: w, cpu: c }: Cost) => `wall ${w.toFixed(2)} s, cpu ${c.toFixed(2)} s`;
  console.log(`  ${"check, first".padEnd(24)} ${figures(first)}`);
  console.log(`  ${"check, second".padEnd(24)} ${figures({ wall, cpu })}`);
  verdict("second check beyond the tool's own start, s", wall - toolWall, "<=", 1.5);
  verdict("the same in CPU seconds", cpu - toolCpu, "<=", 1.5);
  verdict("MB, with all that it started", most, "<=", 700);
}

type Environment = Readonly<Record<string, string | undefined>>;

async function direct(command: CapturedCommand, env: Environment, url: string): Promise<void> {
  const { hostname: host, port, pathname } = new URL(url);
  const connection = {
    host,
    port: Number(port),
    user: "postgres",
    password: "postgres",
    database: pathname.slice(1),
  };
  const { exit, lastLines } = await runCommand({
    ...command,
    env: environmentOf({ connection, own: command.env, passed: command.passEnv, env, certificate: null }),
    mark: folder,
  });
  if (exit !== 0) throw new Error(`the command ended with ${exit}: ${lastLines.join("\n")}`);
}

async function recorded(
  command: CapturedCommand,
  env: Environment,
  url: string,
  dir: string | null,
): Promise<void> {
  const { exit, lastLines, exchanges } = await captureRun(
    { ...serverBackend(url), ...PASSIVE },
    command,
    env,
    {
      dir,
      // From source the relay is compiled first.
      isIsolated: false,
    },
  );
  if (exit !== 0 || exchanges.length === 0)
    throw new Error(`the command ended with ${exit}: ${lastLines.join("\n")}`);
}

function urlOf(name: string): string {
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

/** A new one under this name. */
async function database(name: string): Promise<string> {
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return urlOf(name);
}
