/** Calls of functions that reach beyond the tables which a run on a throwaway database shows: they are said. */
import { as, type Node, nameParts, walkFor } from "../sql/nodes.ts";
import type { Deriver } from "./deriver.ts";

export function reportServerFunctions(deriver: Deriver, node: Node): void {
  // What their bodies call, they do when they run.
  if (as(node, "CreateFunctionStmt") || as(node, "DoStmt")) return;
  walkFor(["FuncCall"], node, (it) => {
    const name = nameParts(as(it, "FuncCall")?.funcname);
    const reason = FUNCTIONS.get(name.at(-1) ?? "");
    const schema = name.at(-2);
    if (
      reason !== undefined &&
      (reason.schema === null || schema === undefined || schema === reason.schema)
    ) {
      deriver.unanalyzed(`${reason.does} (${name.join(".")})`, "nothing");
    }
    if (SLEEPS.has(name.at(-1) ?? "")) deriver.waits({ why: "sleeps", relation: null, isNew: false });
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
