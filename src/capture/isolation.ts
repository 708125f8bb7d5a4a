/** Whether this system gives a command a network and processes of its own (Linux namespaces), and how it is started in them. */
import { spawnSync } from "node:child_process";

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
 */
export function isolated(argv: readonly string[], hosts: string): string[] {
  const inside = 'ip link set lo up && mount --bind "$0" /etc/hosts; exec "$@"';
  return [...UNSHARE, "sh", "-c", inside, hosts, ...argv];
}

/** Names that compose files and workflows give to the database's host. */
export const DATABASE_HOSTS = ["db", "database", "postgres", "postgresql", "pg", "host.docker.internal"];

export function hostsFile(): string {
  return `127.0.0.1 localhost ${DATABASE_HOSTS.join(" ")}\n::1 localhost\n`;
}
