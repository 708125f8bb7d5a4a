import * as v from "valibot";
import type { Published } from "../published.ts";

const text = v.string();
const amount = v.pipe(v.number(), v.minValue(0));
const perSecond = v.nullable(amount);
const major = v.pipe(v.number(), v.integer());

const table = {
  relation: text,
  rows: amount,
  bytes: amount,
  writesPerSecond: perSecond,
  readsPerSecond: perSecond,
};

const Table = v.strictObject({
  ...table,
  pages: v.exactOptional(amount),
  toastBytes: v.exactOptional(amount),
  owner: v.exactOptional(text),
  rowSecurity: v.exactOptional(v.picklist(["off", "enabled", "forced"])),
  replicaIdentity: v.exactOptional(v.picklist(["default", "nothing", "full", "index"])),
  indexes: v.exactOptional(v.array(v.strictObject({ name: text, pages: amount, rows: amount }))),
  columns: v.exactOptional(
    v.array(
      v.strictObject({
        name: text,
        nullFrac: amount,
        avgWidth: amount,
        nDistinct: v.number(),
        correlation: v.nullable(v.number()),
      }),
    ),
  ),
});

const Query = v.strictObject({
  /** Of text and search path: the same in every snapshot. */
  id: text,
  /** One SELECT, INSERT, UPDATE, DELETE or MERGE without literals or comments. */
  sql: text,
  /** Of the role that runs it, as in `SET search_path`. */
  searchPath: v.exactOptional(text),
  /** Null: it is not known how long they were counted. */
  callsPerSecond: v.nullable(amount),
  /** How often it was called, where that is all that is known. */
  calls: v.exactOptional(amount),
  meanMs: v.exactOptional(amount),
  sdMs: v.exactOptional(amount),
  maxMs: v.exactOptional(amount),
});

const Queries = v.strictObject({
  /** How long pg_stat_statements has counted. */
  windowSeconds: amount,
  /** Entries that the server threw away for want of room: rare queries are missing. */
  left: amount,
  /** Entries of other roles whose text may not be read. */
  hidden: amount,
  /** Queries that do not parse, or whose literals cannot be taken out. */
  unclean: v.exactOptional(amount),
  /** Sorted by id. */
  list: v.array(Query),
});

const Settings = v.strictObject({
  /** Milliseconds that a session of the role that took the snapshot waits for a lock; 0: for ever. */
  lockTimeout: amount,
  statementTimeout: v.exactOptional(amount),
  maxConnections: v.exactOptional(amount),
  /** What ALTER ROLE and ALTER DATABASE set, by role; null: for all roles of this database. */
  roles: v.exactOptional(
    v.array(
      v.strictObject({
        role: v.nullable(text),
        lockTimeout: v.exactOptional(amount),
        statementTimeout: v.exactOptional(amount),
      }),
    ),
  ),
  /** Of the planner, as pg_settings has them, by name. */
  planner: v.exactOptional(v.record(text, text)),
  walLevel: v.exactOptional(text),
  /** The database's collation: `libc en_US.UTF-8`. */
  collation: v.exactOptional(text),
});

/** What only the live database may have, as SQL without literals. */
const LiveObject = v.strictObject({
  kind: v.picklist([
    "schema",
    "extension",
    "function",
    "view",
    "materialized view",
    "index",
    "trigger",
    "policy",
  ]),
  /** `schema.name`; of an extension, a schema, a trigger and a policy its name. A function with its argument types. */
  name: text,
  /** The table of an index, trigger or policy. */
  relation: v.exactOptional(text),
  sql: text,
});

/** What `lockgate stats` writes: no row values, no literals and nothing of the connection. */
export const SnapshotSchema = v.strictObject({
  schema: v.literal("lockgate/stats@2"),
  postgres: major,
  /** The day it was taken, UTC. */
  date: v.exactOptional(v.pipe(text, v.isoDate())),
  /** The role that took it. */
  role: v.exactOptional(
    v.strictObject({
      name: text,
      superuser: v.boolean(),
      bypassesRowSecurity: v.boolean(),
      /** Roles that it is a member of, directly or not. */
      memberOf: v.array(text),
    }),
  ),
  settings: Settings,
  sessions: v.exactOptional(
    v.strictObject({
      /** As many as may be open at one time. */
      connections: amount,
      /** The longest open transaction seen; null: other sessions may not be seen. */
      longestTransactionSeconds: v.nullable(amount),
      /** Transactions that PREPARE TRANSACTION left open. */
      preparedTransactions: v.exactOptional(amount),
    }),
  ),
  /** How fast the server is. */
  speed: v.exactOptional(
    v.strictObject({
      /** Wall time there by CPU time on the reference machine. */
      cpu: v.nullable(amount),
      readMBs: v.nullable(amount),
      walMBs: v.nullable(amount),
      from: v.picklist(["earlier DDL", "probe", "statistics"]),
    }),
  ),
  publications: v.exactOptional(
    v.array(
      v.strictObject({
        name: text,
        allTables: v.boolean(),
        schemas: v.array(text),
        tables: v.array(v.strictObject({ relation: text, columns: v.nullable(v.array(text)) })),
        operations: v.array(v.picklist(["insert", "update", "delete", "truncate"])),
      }),
    ),
  ),
  /** Sorted by name. */
  tables: v.array(Table),
  /** Schemas, extensions, functions, views, indexes, triggers and policies, in an order in which they can be made. */
  objects: v.exactOptional(v.array(LiveObject)),
  /** Objects that are left out: a literal cannot be taken out of them, or they cannot be made without it. */
  uncleanObjects: v.exactOptional(amount),
  /** With `--queries`. */
  queries: v.exactOptional(Queries),
});

/** As `lockgate stats` wrote it before. */
const Version1Schema = v.strictObject({
  schema: v.literal("lockgate/stats@1"),
  postgres: major,
  lockTimeout: amount,
  tables: v.array(v.strictObject(table)),
});

/** What is known of production. Whatever was not read is left out. */
export type Snapshot = Published<typeof SnapshotSchema>;
export type LiveQuery = Published<typeof Query>;
export type LiveQueries = Published<typeof Queries>;

/** The text of a snapshot: one line an entry, so that two of them can be compared. */
export function renderSnapshot(snapshot: Snapshot): string {
  const parts = Object.entries(snapshot).map(([key, value]) => `${JSON.stringify(key)}: ${rendered(value)}`);
  return `{\n${parts.join(",\n")}\n}\n`;
}

function rendered(value: unknown): string {
  if (Array.isArray(value) && value.length > 0)
    return `[\n  ${value.map((one) => JSON.stringify(one)).join(",\n  ")}\n]`;
  if (typeof value === "object" && value !== null && "list" in value) {
    const { list, ...rest } = value;
    return `${JSON.stringify(rest).slice(0, -1)}, "list": ${rendered(list)}}`;
  }
  return JSON.stringify(value);
}

/** The snapshot in a text, or why it is none. */
export function parseSnapshot(source: string): Snapshot | string {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    return "is not valid JSON";
  }
  const parsed = v.safeParse(v.variant("schema", [SnapshotSchema, Version1Schema]), json);
  if (parsed.success)
    return parsed.output.schema === "lockgate/stats@1" ? upgraded(parsed.output) : parsed.output;
  // valibot's own message repeats what stands there.
  const [{ path = [], expected }] = parsed.issues;
  const where = path
    .map(({ key }) => String(key))
    .join(".")
    .slice(0, 60);
  return `is not a snapshot of lockgate stats: ${where || "it"} is not ${expected ?? "valid"}`;
}

function upgraded({ postgres, lockTimeout, tables }: v.InferOutput<typeof Version1Schema>): Snapshot {
  return { schema: "lockgate/stats@2", postgres, settings: { lockTimeout }, tables };
}
