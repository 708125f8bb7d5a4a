/** What a statement does outside of the tables that a run on a throwaway database shows: said, since nothing shows it. */
import { as, kindOf, type Node, type NodeKind, nameParts, type RangeVar, walk } from "../sql/nodes.ts";
import type { Account } from "./account.ts";
import { isSystem, relationAt, resolveName } from "./schema/model.ts";
import { qualifiedName } from "./schema/relation.ts";

export function tellBeyond(account: Account, node: Node): void {
  const kind = kindOf(node);
  SERVER[kind]?.(account, node);
  if (kind === "CreateFunctionStmt" || kind === "DoStmt") return;
  for (const range of targetsOf(node)) tellCatalog(account, range);
  walk(node, (it) => {
    const name = nameParts(as(it, "FuncCall")?.funcname);
    const reason = FUNCTIONS.get(name.at(-1) ?? "");
    const schema = name.at(-2);
    if (
      reason !== undefined &&
      (reason.schema === null || schema === undefined || schema === reason.schema)
    ) {
      account.unread(`${reason.does} (${name.join(".")})`, "nothing");
    }
    if (SLEEPS.has(name.at(-1) ?? "")) account.waits({ why: "sleeps", relation: null, isNew: false });
    return true;
  });
}

const SLEEPS: ReadonlySet<string> = new Set(["pg_sleep", "pg_sleep_for", "pg_sleep_until"]);

interface Reach {
  readonly does: string;
  /** Of functions whose name alone may be anybody's. */
  readonly schema: string | null;
}

const FUNCTIONS: ReadonlyMap<string, Reach> = new Map([
  ...group("ends other sessions", null, ["pg_terminate_backend", "pg_cancel_backend"]),
  ...group("runs SQL in another session, which is not read", null, [
    "dblink",
    "dblink_exec",
    "dblink_open",
    "dblink_send_query",
    "pg_background_launch",
  ]),
  ...group("plans SQL for later, which is not read", "cron", [
    "schedule",
    "schedule_in_database",
    "alter_job",
  ]),
  ...group("reads or writes files of the server", null, [
    "lo_import",
    "lo_export",
    "pg_read_file",
    "pg_read_binary_file",
    "pg_file_write",
    "pg_file_unlink",
    "pg_file_rename",
  ]),
  ...group("changes the server for all databases", null, [
    "pg_promote",
    "pg_drop_replication_slot",
    "pg_reload_conf",
  ]),
]);

function group(does: string, schema: string | null, names: readonly string[]): [string, Reach][] {
  return names.map((name) => [name, { does, schema }]);
}

const SERVER: { readonly [K in NodeKind]?: (account: Account, node: Node) => void } = {
  DropOwnedStmt: (account, node) => {
    const roles = (as(node, "DropOwnedStmt")?.roles ?? []).map(
      (it) => as(it, "RoleSpec")?.rolename ?? "a role",
    );
    account.unread(`drops all that ${roles.join(", ")} owns and revokes what it was granted`, "nothing");
  },
  DropdbStmt: (account, node) => {
    const name = as(node, "DropdbStmt")?.dbname ?? "";
    account.destroy({ what: "database", relation: null, name, cascade: false, isNew: false });
  },
  LoadStmt: (account) => account.unread("loads a library into the server", "nothing"),
  AlterSystemStmt: (account) => account.unread("changes settings of the whole server", "nothing"),
  CopyStmt: (account, node) => {
    if (as(node, "CopyStmt")?.is_program) account.unread("runs a program on the server", "nothing");
  },
};

/** The relations that a statement changes, locks or writes anew. */
function targetsOf(node: Node): RangeVar[] {
  const changed =
    as(node, "InsertStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "MergeStmt");
  const altered = as(node, "AlterTableStmt") ?? as(node, "RenameStmt") ?? as(node, "IndexStmt");
  const listed = [...(as(node, "LockStmt")?.relations ?? []), ...(as(node, "TruncateStmt")?.relations ?? [])];
  const vacuum = as(node, "VacuumStmt");
  const isFull = (vacuum?.options ?? []).some((it) => as(it, "DefElem")?.defname === "full");
  const vacuumed = (isFull ? (vacuum?.rels ?? []) : []).flatMap(
    (it) => as(it, "VacuumRelation")?.relation ?? [],
  );
  return [
    ...[
      changed?.relation,
      altered?.relation,
      as(node, "ReindexStmt")?.relation,
      as(node, "ClusterStmt")?.relation,
    ],
    ...listed.map((it) => as(it, "RangeVar")),
    ...vacuumed,
  ].flatMap((it) => it ?? []);
}

function tellCatalog(account: Account, range: RangeVar): void {
  const name = resolveName(account.model, range);
  const isOwn = relationAt(account.model, qualifiedName(name)) !== undefined;
  if (isOwn || !isSystem(name) || name.schema === "pg_temp") return;
  account.unread(`changes or locks the system catalog ${name.name}, on which everything depends`, "nothing");
}
