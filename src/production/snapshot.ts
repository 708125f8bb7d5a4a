import * as v from "valibot";
import { described, type Published } from "../published.ts";

const text = v.string();
const amount = v.pipe(v.number(), v.minValue(0));
const perSecond = v.nullable(amount);
const major = v.pipe(v.number(), v.integer());

/** What is not read is left out. */
const optional = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.exactOptional(described(schema, description));

const table = {
  relation: described(text, "schema.name, unquoted."),
  rows: described(amount, "Estimated live rows; of a partitioned table those of its partitions."),
  bytes: described(amount, "Table with indexes and TOAST."),
  writesPerSecond: described(perSecond, "Rows inserted, updated and deleted; null: not known."),
  readsPerSecond: described(perSecond, "Sequential and index scans; null: not known."),
};

const Index = v.strictObject({
  name: described(text, "Without schema, which is the table's."),
  pages: described(amount, "Blocks of 8 kB."),
  rows: described(amount, "Entries."),
});

const Column = v.strictObject({
  name: text,
  nullFrac: described(amount, "The share of nulls, from 0 to 1."),
  avgWidth: described(amount, "In bytes."),
  nDistinct: described(v.number(), "Different values; negative: their share of the rows."),
  correlation: described(v.nullable(v.number()), "Of the order of values and of rows, from -1 to 1."),
});

const Table = v.strictObject({
  ...table,
  pages: optional(amount, "Blocks of 8 kB of the table alone."),
  toastBytes: optional(amount, "Bytes of TOAST."),
  owner: optional(text, "The role that owns it."),
  rowSecurity: optional(v.picklist(["off", "enabled", "forced"]), "Forced holds for the owner, too."),
  replicaIdentity: optional(
    v.picklist(["default", "nothing", "full", "index"]),
    "What tells replicas which row changed; default: the primary key.",
  ),
  indexes: optional(v.array(Index), "Sorted by name."),
  columns: optional(v.array(Column), "In the table's order; with --columns. No value of a row."),
});

const Query = v.strictObject({
  id: described(text, "Of text and search path: the same in every snapshot."),
  sql: described(text, "One SELECT, INSERT, UPDATE, DELETE or MERGE without literals or comments."),
  searchPath: optional(text, "Of the role that runs it, as in SET search_path; left out: the default."),
  callsPerSecond: described(v.nullable(amount), "Null: it is not known how long they were counted."),
  calls: optional(amount, "How often it was called, where that is all that is known."),
  meanMs: optional(amount, "Mean time of a call."),
  sdMs: optional(amount, "Standard deviation of that time."),
  maxMs: optional(amount, "The longest call."),
});

const Queries = v.strictObject({
  windowSeconds: described(amount, "How long pg_stat_statements has counted."),
  left: described(amount, "Entries that the server threw away for want of room: rare queries are missing."),
  hidden: described(amount, "Entries of other roles whose text may not be read."),
  unclean: optional(amount, "Queries that do not parse, or whose literals cannot be taken out."),
  list: described(
    v.array(Query),
    "A thousand at most: the most called and those that take most time, by id.",
  ),
});

const RoleTimeouts = v.strictObject({
  role: described(v.nullable(text), "Null: every role."),
  lockTimeout: optional(amount, "In milliseconds; 0: for ever."),
  statementTimeout: optional(amount, "In milliseconds; 0: for ever."),
});

const Settings = v.strictObject({
  lockTimeout: described(
    amount,
    "Milliseconds that a session of the role that took the snapshot waits for a lock; 0: for ever.",
  ),
  statementTimeout: optional(amount, "In milliseconds; 0: for ever."),
  maxConnections: optional(amount, "max_connections."),
  roles: optional(v.array(RoleTimeouts), "What ALTER ROLE and ALTER DATABASE set for this database."),
  planner: optional(
    v.record(text, text),
    "random_page_cost, work_mem and the like, in the units that SET takes where none is given.",
  ),
  walLevel: optional(text, "wal_level."),
  collation: optional(text, "The database's provider and locale: libc en_US.UTF-8."),
});

const Role = v.strictObject({
  name: text,
  superuser: v.boolean(),
  bypassesRowSecurity: v.boolean(),
  memberOf: described(v.array(text), "Roles that it is a member of, directly or not."),
});

const Sessions = v.strictObject({
  connections: described(amount, "How many clients may be connected at one time."),
  longestTransactionSeconds: described(
    v.nullable(amount),
    "The longest open transaction at that moment; null: those of other roles are hidden.",
  ),
  preparedTransactions: optional(amount, "Transactions that PREPARE TRANSACTION left open."),
});

const Speed = v.strictObject({
  cpu: described(
    v.nullable(amount),
    "Time there by CPU time on the machine that durations were measured on.",
  ),
  readMBs: described(v.nullable(amount), "MB a second read from files."),
  walMBs: described(v.nullable(amount), "MB a second of WAL written."),
  from: described(v.picklist(["earlier DDL", "probe", "statistics"]), "What tells of it."),
});

const Publication = v.strictObject({
  name: text,
  allTables: v.boolean(),
  schemas: described(v.array(text), "Schemas that are published as a whole."),
  tables: described(
    v.array(v.strictObject({ relation: text, columns: v.nullable(v.array(text)) })),
    "With their column lists; null: every column. Row filters are not read.",
  ),
  operations: v.array(v.picklist(["insert", "update", "delete", "truncate"])),
});

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
  name: described(
    text,
    "schema.name, of a function with its argument types; of an extension, schema, trigger or policy its name.",
  ),
  relation: optional(text, "The table of an index, trigger or policy."),
  sql: described(text, "What makes it, with NULL for every literal and an empty body for a function's."),
});

/** What `lockgate stats` writes: no row values, no literals and nothing of the connection. */
export const SnapshotSchema = v.strictObject({
  schema: v.literal("lockgate/stats@2"),
  postgres: described(major, "The server's major version."),
  date: optional(v.pipe(text, v.isoDate()), "The day it was taken, UTC."),
  role: optional(Role, "The role that took it."),
  settings: Settings,
  sessions: v.exactOptional(Sessions),
  speed: optional(Speed, "How fast the server is."),
  publications: v.exactOptional(v.array(Publication)),
  tables: described(v.array(Table), "Tables and materialized views, sorted by name."),
  objects: optional(v.array(LiveObject), "In an order in which they can be made."),
  uncleanObjects: optional(amount, "Objects that are left out: they cannot be made without their literals."),
  queries: optional(Queries, "With --queries."),
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
