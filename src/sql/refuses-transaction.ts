import type { Apart } from "./delivery.ts";
import { as, type Node } from "./nodes.ts";

/**
 * Whether PostgreSQL runs a statement outside of transaction blocks only (`PreventInTransactionBlock`), as far as its text
 * shows: REINDEX, CLUSTER and the like of a partitioned table are refused as well.
 */
export function refusesTransaction(node: Node): boolean {
  const reindex = as(node, "ReindexStmt");
  if (reindex) return REINDEXES_MANY.has(reindex.kind ?? "") || isConcurrently(reindex.params);
  const cluster = as(node, "ClusterStmt");
  if (cluster) return cluster.relation === undefined;
  const detach = as(node, "AlterTableStmt")?.cmds?.map((cmd) => as(cmd, "AlterTableCmd")?.def);
  if (detach) return detach.some((def) => as(def, "PartitionCmd")?.concurrent === true);
  const subscription = as(node, "CreateSubscriptionStmt") ?? as(node, "AlterSubscriptionStmt");
  if (subscription) return !isOff(subscription.options);
  return (
    as(node, "IndexStmt")?.concurrent === true ||
    as(node, "DropStmt")?.concurrent === true ||
    as(node, "VacuumStmt")?.is_vacuumcmd === true ||
    as(node, "DiscardStmt")?.target === "DISCARD_ALL" ||
    ALONE.some((kind) => as(node, kind) !== undefined) ||
    isOfPrepared(node)
  );
}

/** COMMIT PREPARED and ROLLBACK PREPARED. */
function isOfPrepared(node: Node): boolean {
  const kind = as(node, "TransactionStmt")?.kind;
  return kind === "TRANS_STMT_COMMIT_PREPARED" || kind === "TRANS_STMT_ROLLBACK_PREPARED";
}

const REINDEXES_MANY: ReadonlySet<string> = new Set([
  "REINDEX_OBJECT_SCHEMA",
  "REINDEX_OBJECT_SYSTEM",
  "REINDEX_OBJECT_DATABASE",
]);

const ALONE = [
  "AlterSystemStmt",
  "CreatedbStmt",
  "DropdbStmt",
  "CreateTableSpaceStmt",
  "DropTableSpaceStmt",
] as const;

function isConcurrently(params: readonly Node[] | undefined): boolean {
  return (params ?? []).some((param) => as(param, "DefElem")?.defname === "concurrently");
}

/** A subscription that connects to nothing runs in a transaction. */
function isOff(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some((option) => {
    const { defname = "", arg } = as(option, "DefElem") ?? {};
    const value = as(arg, "String")?.sval ?? as(arg, "Boolean")?.boolval;
    return ["connect", "create_slot"].includes(defname) && (value === "false" || value === false);
  });
}

/** What a runner may take out of its pipeline, or null. */
export function apartForm(node: Node): Apart | null {
  if (as(node, "IndexStmt")?.concurrent === true) return "CREATE INDEX CONCURRENTLY";
  if (as(node, "DropStmt")?.concurrent === true) return "DROP INDEX CONCURRENTLY";
  if (isConcurrently(as(node, "ReindexStmt")?.params)) return "REINDEX CONCURRENTLY";
  if (as(node, "VacuumStmt")?.is_vacuumcmd === true) return "VACUUM";
  if (as(node, "AlterSystemStmt")) return "ALTER SYSTEM";
  return as(node, "ClusterStmt") ? "CLUSTER" : null;
}
