import { MAJORS, type Major, startServer } from "../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../../src/shadow/engines/server.ts";

/** Asks each of the five servers, one after the other. */
export async function onAllServers<T>(
  ask: (session: ServerSession) => Promise<T>,
): Promise<{ versions: string[]; answers: Map<Major, T> }> {
  const versions: string[] = [];
  const answers = new Map<Major, T>();
  for (const major of MAJORS) {
    const server = await startServer(major);
    try {
      const session = await connect(server.url);
      versions.push(await versionOf(session));
      answers.set(major, await ask(session));
      await session.end();
    } finally {
      await server.stop();
    }
  }
  return { versions, answers };
}

/** "14.23". */
export async function versionOf(session: ServerSession): Promise<string> {
  const [row] = await session.query<{ server_version: string }>("SHOW server_version");
  return row?.server_version ?? "";
}

/**
 * Items by the range of versions that have them: {"14-18": [...], "16-18": [...]}, each list sorted. An item that
 * comes and goes stands in several ranges.
 */
export function itemsByRange(answers: ReadonlyMap<number, ReadonlySet<string>>): Record<string, string[]> {
  const majors = [...answers.keys()].sort((a, b) => a - b);
  const byRange = new Map<string, string[]>();
  const all = new Set([...answers.values()].flatMap((items) => [...items]));
  for (const item of [...all].sort()) {
    let from: number | null = null;
    for (const [index, major] of majors.entries()) {
      const has = answers.get(major)?.has(item) ?? false;
      if (has && from === null) from = major;
      const next = majors[index + 1];
      if (from === null || !has || (next !== undefined && answers.get(next)?.has(item))) continue;
      const range = from === major ? String(major) : `${from}-${major}`;
      byRange.set(range, [...(byRange.get(range) ?? []), item]);
      from = null;
    }
  }
  return Object.fromEntries([...byRange].sort(([a], [b]) => (a < b ? -1 : 1)));
}
