/** The embedded PostgreSQL where there are no child processes: in this very thread, which is a worker that the page can end. */
import { unpack } from "../../../src/shadow/engines/data-dir.ts";
import { embedded } from "../../../src/shadow/engines/embedded-shadow.ts";
import { startPglite } from "../../../src/shadow/engines/pglite.ts";
import { SessionEnded } from "../../../src/shadow/engines/pglite-message.ts";
import type { PgliteOptions } from "../../../src/shadow/engines/pglite-shadow.ts";
import { QueryRefused, type Session } from "../../../src/shadow/engines/session.ts";
import { type Shadow, ShadowLost, ShadowUnavailable } from "../../../src/shadow/engines/shadow.ts";
import { dataDirectory } from "./data-directory.ts";

/** There is no process to start. */
export function readyPglite(): void {}

export async function endReady(): Promise<void> {}

export async function pgliteShadow({ extensions }: PgliteOptions): Promise<Shadow> {
  let server: Awaited<ReturnType<typeof startPglite>>;
  try {
    server = await startPglite({ dataDir: unpack(await dataDirectory(), null), extensions });
  } catch (error) {
    throw new ShadowUnavailable(`the embedded PostgreSQL does not start: ${wordsOf(error)}`);
  }
  const session: Session = {
    major: server.major,
    query: (sql, params) => asked(server.query(sql, params)),
    table: (sql, params) => asked(server.table(sql, params)),
    exec: (sql) => asked(server.exec(sql)),
    script: (parts) => asked(server.script(parts)),
    prepare: (statements, inTransaction) => asked(server.prepare(statements, inTransaction)),
  };
  return {
    ...embedded(session),
    about: null,
    save: null,
    explain: (sizes, statements) => asked(server.explain(sizes, statements)),
    send: (messages) => asked(server.send(messages)),
    lend: () => Promise.reject(new ShadowUnavailable("nobody can connect to a page")),
    close: () => server.close(),
  };
}

/** What PostgreSQL refuses has a code; anything else broke it. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SessionEnded) throw new ShadowLost(error.message);
    if (error instanceof Error && "code" in error) throw new QueryRefused(error.message);
    throw new ShadowLost(`it broke the embedded PostgreSQL (${wordsOf(error)})`);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
