import type { Table } from "../../../shadow/engines/session.ts";
import { resultSet } from "./column-types.ts";

/**
 * A driver adapter of Prisma's, over whatever answers queries. The engine may only ask: what would write is refused. (Not
 * one of Prisma's own adapters can do this: adapter-pg 7.10 does not read "char", of which the catalog has columns.)
 */
export function adapterOver(ask: (sql: string, params: readonly unknown[]) => Promise<Table>): object {
  const connection = {
    ...NAMES,
    queryRaw: async ({ sql, args }: { sql: string; args: readonly unknown[] }) => {
      try {
        return done(resultSet(await ask(sql, args)));
      } catch (error) {
        return refused(error instanceof Error ? error.message : String(error));
      }
    },
    executeRaw: async () => refused(READ_ONLY),
    executeScript: async () => refused(READ_ONLY),
    startTransaction: async () => refused(READ_ONLY),
    getConnectionInfo: () => done({ schemaName: "public", supportsRelationJoins: true }),
    dispose: async () => done(undefined),
  };
  const connect = async () => done(connection);
  return { ...NAMES, connect, connectToShadowDb: connect };
}

const NAMES = { provider: "postgres", adapterName: "lockgate" };
const READ_ONLY = "the schema is compared without changing anything";

function done(value: unknown): object {
  return { ok: true, value };
}

function refused(message: string): object {
  return { ok: false, error: { kind: "postgres", code: "XX000", severity: "ERROR", message } };
}
