import pg from "pg";
import type { Executed, Notice, Session } from "./session.ts";

/** A session on a server, with its backend's pid, by which other sessions see its locks. */
export interface ServerSession extends Session {
  readonly pid: number;
  end(): Promise<void>;
}

/** Connects to the server at `url` (postgres://...). Throws when it cannot. */
export async function connect(url: string): Promise<ServerSession> {
  const client = new pg.Client({ connectionString: url });
  let notices: Notice[] = [];
  client.on("notice", ({ severity, message }) => {
    notices.push({ severity: severity ?? "NOTICE", message: message ?? "" });
  });
  // A session that the server ends is told by the query that runs next.
  client.on("error", () => {});
  await client.connect();
  const query = async <Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> =>
    (await client.query(sql, [...params])).rows as Row[];
  const [server] = await query<{ version: string; pid: number }>(
    "SELECT current_setting('server_version_num') AS version, pg_catalog.pg_backend_pid() AS pid",
  );
  return {
    major: Math.floor(Number(server?.version) / 10_000),
    pid: Number(server?.pid),
    query,
    async exec(sql): Promise<Executed> {
      notices = [];
      try {
        const { rowCount } = await client.query(sql);
        return { rowCount, notices, error: null };
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || !error.code) throw error;
        const { code, message, position, detail, hint } = error;
        return {
          rowCount: null,
          notices,
          error: {
            sqlstate: code,
            message,
            position: position ? Number(position) : null,
            detail: detail ?? null,
            hint: hint ?? null,
          },
        };
      }
    },
    end: () => client.end(),
  };
}
