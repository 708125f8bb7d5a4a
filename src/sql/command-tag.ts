import { kindOf, type Node, type NodeKind, type NodeOf, type ObjectType } from "./nodes.ts";

const OBJECT_WORDS: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: "MATERIALIZED VIEW",
  OBJECT_TABCONSTRAINT: "TABLE",
  OBJECT_COLUMN: "TABLE",
  OBJECT_ATTRIBUTE: "TYPE",
  OBJECT_DOMCONSTRAINT: "DOMAIN",
  OBJECT_FDW: "FOREIGN DATA WRAPPER",
  OBJECT_FOREIGN_SERVER: "SERVER",
  OBJECT_OPCLASS: "OPERATOR CLASS",
  OBJECT_OPFAMILY: "OPERATOR FAMILY",
  OBJECT_STATISTIC_EXT: "STATISTICS",
  OBJECT_TSCONFIGURATION: "TEXT SEARCH CONFIGURATION",
  OBJECT_TSDICTIONARY: "TEXT SEARCH DICTIONARY",
  OBJECT_TSPARSER: "TEXT SEARCH PARSER",
  OBJECT_TSTEMPLATE: "TEXT SEARCH TEMPLATE",
  OBJECT_LARGEOBJECT: "LARGE OBJECT",
  OBJECT_PARAMETER_ACL: "PARAMETER",
};

/** "OBJECT_MATVIEW" as the manual writes it: "MATERIALIZED VIEW". */
export function objectWords(type: ObjectType | undefined): string {
  if (type === undefined) return "OBJECT";
  return OBJECT_WORDS[type] ?? type.replace(/^OBJECT_/, "").replaceAll("_", " ");
}

/** An ALTER of a column, constraint, trigger … of a relation is tagged with the relation's kind. */
function alteredWords(rename: ObjectType | undefined, relation: ObjectType | undefined): string {
  const part =
    rename === "OBJECT_COLUMN" || rename === "OBJECT_ATTRIBUTE" || rename === "OBJECT_TABCONSTRAINT";
  // The parser fills a relation kind that it was not given with the first of the list, OBJECT_ACCESS_METHOD.
  const known = relation === "OBJECT_ACCESS_METHOD" ? undefined : relation;
  return objectWords(part ? (known ?? rename) : rename);
}

const TAGS: { readonly [K in NodeKind]?: string | ((body: NodeOf<K>) => string) } = {
  AlterTableStmt: (s) => `ALTER ${objectWords(s.objtype)}`,
  RenameStmt: (s) => `ALTER ${alteredWords(s.renameType, s.relationType)}`,
  AlterObjectSchemaStmt: (s) => `ALTER ${objectWords(s.objectType)}`,
  AlterOwnerStmt: (s) => `ALTER ${objectWords(s.objectType)}`,
  AlterObjectDependsStmt: (s) => `ALTER ${objectWords(s.objectType)}`,
  AlterDomainStmt: "ALTER DOMAIN",
  AlterEnumStmt: "ALTER TYPE",
  AlterTypeStmt: "ALTER TYPE",
  AlterSeqStmt: "ALTER SEQUENCE",
  AlterFunctionStmt: (s) => `ALTER ${objectWords(s.objtype)}`,
  AlterExtensionStmt: "ALTER EXTENSION",
  AlterExtensionContentsStmt: "ALTER EXTENSION",
  AlterPolicyStmt: "ALTER POLICY",
  AlterStatsStmt: "ALTER STATISTICS",
  AlterTableMoveAllStmt: (s) => `ALTER ${objectWords(s.objtype)}`,
  AlterRoleSetStmt: "ALTER ROLE",
  AlterDatabaseSetStmt: "ALTER DATABASE",
  AlterDatabaseRefreshCollStmt: "ALTER DATABASE",
  AlterDefaultPrivilegesStmt: "ALTER DEFAULT PRIVILEGES",
  AlterEventTrigStmt: "ALTER EVENT TRIGGER",
  AlterFdwStmt: "ALTER FOREIGN DATA WRAPPER",
  AlterForeignServerStmt: "ALTER SERVER",
  AlterOpFamilyStmt: "ALTER OPERATOR FAMILY",
  AlterTSConfigurationStmt: "ALTER TEXT SEARCH CONFIGURATION",
  AlterTSDictionaryStmt: "ALTER TEXT SEARCH DICTIONARY",
  AlterTableSpaceOptionsStmt: "ALTER TABLESPACE",
  CreateStmt: "CREATE TABLE",
  CreateTableAsStmt: (s) =>
    s.objtype === "OBJECT_MATVIEW"
      ? "CREATE MATERIALIZED VIEW"
      : s.is_select_into
        ? "SELECT INTO"
        : "CREATE TABLE AS",
  IndexStmt: "CREATE INDEX",
  ViewStmt: "CREATE VIEW",
  RuleStmt: "CREATE RULE",
  CreateTrigStmt: "CREATE TRIGGER",
  CreateEventTrigStmt: "CREATE EVENT TRIGGER",
  CreateSeqStmt: "CREATE SEQUENCE",
  CreateEnumStmt: "CREATE TYPE",
  CreateRangeStmt: "CREATE TYPE",
  CompositeTypeStmt: "CREATE TYPE",
  CreateFunctionStmt: (s) => (s.is_procedure ? "CREATE PROCEDURE" : "CREATE FUNCTION"),
  CreateStatsStmt: "CREATE STATISTICS",
  CreatePLangStmt: "CREATE LANGUAGE",
  CreateFdwStmt: "CREATE FOREIGN DATA WRAPPER",
  CreateForeignServerStmt: "CREATE SERVER",
  CreateOpClassStmt: "CREATE OPERATOR CLASS",
  CreateOpFamilyStmt: "CREATE OPERATOR FAMILY",
  CreateAmStmt: "CREATE ACCESS METHOD",
  CreateTableSpaceStmt: "CREATE TABLESPACE",
  CreatedbStmt: "CREATE DATABASE",
  DefineStmt: (s) => `CREATE ${objectWords(s.kind)}`,
  DropStmt: (s) => `DROP ${objectWords(s.removeType)}`,
  DropdbStmt: "DROP DATABASE",
  DropTableSpaceStmt: "DROP TABLESPACE",
  RefreshMatViewStmt: "REFRESH MATERIALIZED VIEW",
  TruncateStmt: "TRUNCATE TABLE",
  LockStmt: "LOCK TABLE",
  DoStmt: "DO",
  SecLabelStmt: "SECURITY LABEL",
  GrantStmt: (s) => (s.is_grant ? "GRANT" : "REVOKE"),
  GrantRoleStmt: (s) => (s.is_grant ? "GRANT ROLE" : "REVOKE ROLE"),
  VariableSetStmt: (s) => (s.kind === "VAR_RESET" || s.kind === "VAR_RESET_ALL" ? "RESET" : "SET"),
  VariableShowStmt: "SHOW",
  ConstraintsSetStmt: "SET CONSTRAINTS",
  VacuumStmt: (s) => (s.is_vacuumcmd ? "VACUUM" : "ANALYZE"),
  TransactionStmt: (s) => TRANSACTION_TAGS[s.kind ?? "TRANS_STMT_BEGIN"],
  CheckPointStmt: "CHECKPOINT",
  DropOwnedStmt: "DROP OWNED",
  ReassignOwnedStmt: "REASSIGN OWNED",
  DeclareCursorStmt: "DECLARE CURSOR",
  ClosePortalStmt: (s) => (s.portalname === undefined ? "CLOSE CURSOR ALL" : "CLOSE CURSOR"),
  DeallocateStmt: (s) => (s.isall ? "DEALLOCATE ALL" : "DEALLOCATE"),
  DiscardStmt: (s) => (s.target ?? "DISCARD_ALL").replace("_", " "),
};

const TRANSACTION_TAGS = {
  TRANS_STMT_BEGIN: "BEGIN",
  TRANS_STMT_START: "START TRANSACTION",
  TRANS_STMT_COMMIT: "COMMIT",
  TRANS_STMT_ROLLBACK: "ROLLBACK",
  TRANS_STMT_SAVEPOINT: "SAVEPOINT",
  TRANS_STMT_RELEASE: "RELEASE",
  TRANS_STMT_ROLLBACK_TO: "ROLLBACK",
  TRANS_STMT_PREPARE: "PREPARE TRANSACTION",
  TRANS_STMT_COMMIT_PREPARED: "COMMIT PREPARED",
  TRANS_STMT_ROLLBACK_PREPARED: "ROLLBACK PREPARED",
} as const;

/** PostgreSQL's command tag of a statement (the manual's tcop/cmdtaglist.h), for example "ALTER TABLE". */
export function commandTag(node: Node): string {
  const kind = kindOf(node);
  const tag = TAGS[kind] as string | ((body: unknown) => string) | undefined;
  if (typeof tag === "string") return tag;
  if (tag) return tag((node as Record<string, unknown>)[kind]);
  // CreatePolicyStmt -> CREATE POLICY: most kinds are named like their tag.
  return kind
    .replace(/Stmt$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}
