/** Whether this system gives a command a network and processes of its own (Linux namespaces), and how it is started in them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Own PIDs: it cannot read the environment of its parents. Own network: 127.0.0.1 has nothing but the endpoint. */
const UNSHARE = [
  "unshare",
  "--user",
  "--map-root-user",
  "--net",
  "--pid",
  "--fork",
  "--kill-child=SIGKILL",
  "--mount",
  "--mount-proc",
];

let answer: boolean | null = null;

/** Asked of the system once. Containers and hardened hosts refuse; macOS and Windows have no such thing. */
export function canIsolate(): boolean {
  answer ??=
    process.platform === "linux" &&
    spawnSync(UNSHARE[0] ?? "", [...UNSHARE.slice(1), "sh", "-c", "ip link set lo up"], { stdio: "ignore" })
      .status === 0;
  return answer;
}

/**
 * The command in a network of its own, behind a relay through which 127.0.0.1:5432 and the usual names of a database's host lead to
 * the endpoint.
 *
 * @param hosts path of the file that stands for /etc/hosts inside.
 * @param endpoint path of the one Unix socket of the machine that stays in reach: a network of its own closes off none of them.
 */
export function isolated(argv: readonly string[], hosts: string, endpoint: string): string[] {
  const inside = `ip link set lo up && mount --bind "$0" /etc/hosts
    while [ "$1" != -- ]; do mount --bind /dev/null "$1" 2>/dev/null; shift; done
    shift; exec "$@"`;
  const closed = listeningSockets().filter((path) => path !== endpoint);
  return [...UNSHARE, "sh", "-c", inside, hosts, ...closed, "--", ...argv];
}

/** In /proc/net/unix: the socket takes connections. */
const ACCEPTS = "00010000";

/** Paths of the Unix sockets on which somebody listens: a PostgreSQL, Docker. */
function listeningSockets(): string[] {
  const [, ...lines] = readFileSync("/proc/net/unix", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, flags, path] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +\d+ (\/.*)$/.exec(line) ?? [];
    return flags === ACCEPTS && path !== undefined ? [path] : [];
  });
}

/** Names that compose files and workflows give to the database's host. */
export const DATABASE_HOSTS = ["db", "database", "postgres", "postgresql", "pg", "host.docker.internal"];

export function hostsFile(): string {
  return `127.0.0.1 localhost ${DATABASE_HOSTS.join(" ")}\n::1 localhost\n`;
}
