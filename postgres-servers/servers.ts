import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The major versions of PostgreSQL whose servers this folder installs. */
export const MAJORS = [14, 15, 16, 17, 18] as const;
export type Major = (typeof MAJORS)[number];

/** A throwaway server on a free port of localhost. `stop` ends it and removes its data. */
export interface PostgresServer {
  readonly major: Major;
  /** As superuser `postgres`, to the database `postgres`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Quick to start and thrown away: nothing has to survive a crash, and nothing happens by itself in between. */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum: "off",
  jit: "off",
  TimeZone: "UTC",
  lc_messages: "C",
  wal_level: "logical",
  max_prepared_transactions: "4",
  shared_buffers: "32MB",
  log_min_messages: "log",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Tablespaces without a folder of their own: a tablespace for tests needs no path of the machine.
  allow_in_place_tablespaces: "on",
};

/**
 * Starts a server of the given major version with `settings` over the ones for throwaway servers.
 * Throws when its package is not installed or the server does not come up, with the server's own words.
 */
export async function startServer(
  major: Major,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const base = baseFolder(user);
  const native = reachable(installed(major), base, user);
  const template = await dataTemplate(native, base, user);
  const data = await mkdtemp(join(base, "run-"));
  own(data, user);
  run("cp", ["-R", `${template}/.`, data], user);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      const child = await boot(native, data, port, { ...SETTINGS, ...settings }, user);
      const stop = stopper(child, data);
      return { major, url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
    } catch (error) {
      // Another process may have taken the port in between.
      if (attempt < 3) continue;
      rmSync(data, { recursive: true, force: true });
      throw error;
    }
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8").match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!line) throw new Error("PostgreSQL does not run as root, and there is no user nobody to run it as");
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

function own(path: string, user: User | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
  chmodSync(path, 0o700);
}

function baseFolder(user: User | undefined): string {
  const base = join(tmpdir(), `lockgate-postgres-${user?.uid ?? process.getuid?.() ?? "user"}`);
  mkdirSync(base, { recursive: true });
  own(base, user);
  return base;
}

interface Installed {
  readonly native: string;
  /** Name and exact version of the package, as a folder name. */
  readonly id: string;
}

function installed(major: Major): Installed {
  const name = `pg${major}-${process.platform}-${process.arch}`;
  const folder = fileURLToPath(new URL(`./node_modules/${name}`, import.meta.url));
  if (!existsSync(folder)) throw new Error(`PostgreSQL ${major} is not installed (${name}): npm run servers`);
  // The package's postinstall: npm runs it only with approval. It leaves what exists as it is.
  run(process.execPath, ["scripts/hydrate-symlinks.js"], undefined, folder);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { native: join(folder, "native"), id: `${name}-${version}` };
}

/** The binaries where the server's user can run them: in place, or a copy when the checkout is closed to that user. */
function reachable({ native, id }: Installed, base: string, user: User | undefined): Installed {
  const probe = spawnSync(join(native, "bin/postgres"), ["--version"], { cwd: "/", ...user });
  if (probe.status === 0) return { native, id };
  const copy = join(base, id);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    run("chown", ["-R", `${user?.uid}:${user?.gid}`, half], undefined);
    run("mv", [half, copy], undefined);
  }
  return { native: copy, id };
}

/** A data directory as initdb makes it, made once a version and copied for each server. */
async function dataTemplate(
  { native, id }: Installed,
  base: string,
  user: User | undefined,
): Promise<string> {
  const template = join(base, `${id}-data`);
  if (existsSync(template)) return template;
  const half = await mkdtemp(join(base, "initdb-"));
  own(half, user);
  const options = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  run(join(native, "bin/initdb"), [...options, `--pgdata=${half}`], user);
  await rename(half, template).catch((error: unknown) => {
    // Another process was quicker.
    if (!existsSync(template)) throw error;
  });
  await rm(half, { recursive: true, force: true });
  return template;
}

function run(command: string, args: string[], user: User | undefined, cwd = "/"): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", ...user });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function boot(
  { native }: Installed,
  data: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  user: User | undefined,
): Promise<ChildProcess> {
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(native, "bin/postgres"), ["-D", data, "-p", String(port), ...options], {
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    ...user,
  });
  return new Promise((resolve, reject) => {
    let log = "";
    const ended = () => reject(new Error(`the server did not come up: ${log.trim()}`));
    child.once("error", reject);
    child.once("exit", ended);
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      if (log.length < 4000) log += chunk;
      if (!log.includes("ready to accept connections")) return;
      child.off("exit", ended);
      resolve(child);
    });
  });
}

const running = new Set<() => void>();
let watchingExit = false;

/** Ends the server at once when this process ends in any way that it can notice. */
function stopper(child: ChildProcess, data: string): () => Promise<void> {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => {
    child.kill("SIGQUIT");
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  if (!watchingExit) {
    watchingExit = true;
    process.once("exit", () => {
      for (const end of running) end();
    });
    for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const])
      process.once(signal, () => process.exit(code));
  }
  running.add(kill);
  return async () => {
    running.delete(kill);
    child.kill("SIGQUIT");
    await exited;
    await rm(data, { recursive: true, force: true });
  };
}
