/**
 * A second, independent reader: on every statement that pgsql-ast-parser accepts, its reading of command, tables and
 * columns is ours.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AlterTableStatement,
  astVisitor,
  parse,
  type TableConstraint,
  type Statement as Theirs,
} from "pgsql-ast-parser";
import { beforeAll, expect, test } from "vitest";
import { WITNESSES } from "../postgres/witnesses/all.ts";
import { type AlterTableCmd, as, type Node, nameParts, type RangeVar } from "../sql/nodes.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import type { Statement } from "../sql/statement.ts";

beforeAll(loadParser);

/** What both readers say of a statement. */
interface Reading {
  readonly command: string;
  /** Relations in the statement, qualified where they are so in its text, sorted. */
  readonly relations: readonly string[];
  /** Columns that it defines, changes or writes, in order. */
  readonly columns: readonly string[];
}

// Ours, from PostgreSQL's parse tree.

function rangeName({ schemaname, relname }: RangeVar): string {
  return schemaname ? `${schemaname}.${relname}` : (relname ?? "");
}

function ourRelations(node: Node): string[] {
  const names = new Set<string>();
  const own = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) look(item);
      return;
    }
    if ("relname" in value) names.add(rangeName(value as RangeVar));
    if ("ctename" in value) own.add(String(value.ctename));
    for (const inner of Object.values(value)) look(inner);
  };
  look(node);
  const dropped = as(node, "DropStmt");
  if (dropped)
    for (const object of dropped.objects ?? []) names.add(nameParts(as(object, "List")?.items).join("."));
  // A recursive view is written as a WITH query of its own name.
  const view = as(node, "ViewStmt")?.view;
  return [...names].filter((name) => !own.has(name) || (view && name === rangeName(view))).sort();
}

function commandColumn(command: AlterTableCmd | undefined): string[] {
  const added = as(command?.def, "ColumnDef")?.colname;
  const ofColumn = /Column|NotNull|Default|Identity/.test(command?.subtype ?? "");
  const name = added ?? (ofColumn ? command?.name : undefined);
  return name === undefined ? [] : [name];
}

function ourColumns(node: Node): string[] {
  const create = as(node, "CreateStmt");
  if (create) return (create.tableElts ?? []).flatMap((element) => as(element, "ColumnDef")?.colname ?? []);
  const alter = as(node, "AlterTableStmt");
  if (alter) return (alter.cmds ?? []).flatMap((command) => commandColumn(as(command, "AlterTableCmd")));
  const renamed = as(node, "RenameStmt");
  if (renamed?.renameType === "OBJECT_COLUMN") return [renamed.subname ?? ""];
  const index = as(node, "IndexStmt");
  if (index) return (index.indexParams ?? []).flatMap((element) => as(element, "IndexElem")?.name ?? []);
  const targets = as(node, "InsertStmt")?.cols ?? as(node, "UpdateStmt")?.targetList ?? [];
  return targets.flatMap((target) => as(target, "ResTarget")?.name ?? []);
}

function ours({ node, command }: Statement): Reading {
  return { command, relations: ourRelations(node), columns: ourColumns(node) };
}

// Theirs, from their syntax tree.

const COMMANDS: Readonly<Record<string, string>> = {
  "create table": "CREATE TABLE",
  "alter table": "ALTER TABLE",
  "create index": "CREATE INDEX",
  "drop table": "DROP TABLE",
  "drop index": "DROP INDEX",
  "drop sequence": "DROP SEQUENCE",
  "truncate table": "TRUNCATE TABLE",
  "create view": "CREATE VIEW",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

type Named = { readonly name: string; readonly schema?: string };
const qualified = ({ name, schema }: Named) => (schema ? `${schema}.${name}` : name);

function theirRelations(statement: Theirs): string[] {
  const names = new Set<string>();
  const own = new Set<string>();
  const add = (name: Named | undefined) => {
    if (name) names.add(qualified(name));
  };
  const addForeign = (constraint: TableConstraint) => {
    if (constraint.type === "foreign key") add(constraint.foreignTable);
  };
  const visitor = astVisitor((map) => ({
    tableRef: (ref) => add(ref),
    constraint: (constraint) => {
      if (constraint.type === "reference") add(constraint.foreignTable);
      map.super().constraint(constraint);
    },
    with: (value) => {
      for (const { alias } of value.bind) own.add(alias.name);
      map.super().with(value);
    },
    createView: (view) => {
      add(view.name);
      map.super().createView(view);
    },
  }));
  visitor.statement(statement);
  switch (statement.type) {
    case "create table":
      add(statement.name);
      for (const constraint of statement.constraints ?? []) addForeign(constraint);
      for (const parent of statement.inherits ?? []) add(parent);
      break;
    case "alter table":
      add(statement.table);
      for (const change of statement.changes)
        if (change.type === "add constraint") addForeign(change.constraint);
      break;
    case "create index":
      add(statement.table);
      break;
    case "drop table":
    case "drop index":
    case "drop sequence":
      for (const name of statement.names) add(name);
      break;
    case "truncate table":
      for (const name of statement.tables) add(name);
      break;
    case "insert":
      add(statement.into);
      break;
    case "update":
      add(statement.table);
      break;
    case "delete":
      add(statement.from);
      break;
    default:
  }
  return [...names].filter((name) => !own.has(name)).sort();
}

function changedColumn(change: AlterTableStatement["changes"][number]): string[] {
  switch (change.type) {
    case "add column":
      return [change.column.name.name];
    case "drop column":
    case "rename column":
    case "alter column":
      return [change.column.name];
    default:
      return [];
  }
}

function theirColumns(statement: Theirs): string[] {
  switch (statement.type) {
    case "create table":
      return statement.columns.flatMap((it) => (it.kind === "column" ? it.name.name : []));
    case "alter table":
      return statement.changes.flatMap(changedColumn);
    case "create index":
      return statement.expressions.flatMap(({ expression }) =>
        expression.type === "ref" ? expression.name : [],
      );
    case "insert":
      return (statement.columns ?? []).map(({ name }) => name);
    case "update":
      return statement.sets.map(({ column }) => column.name);
    default:
      return [];
  }
}

/** Null where they cannot read the statement, or read no relation in its kind. */
function theirs(sql: string): Reading | null {
  let statements: Theirs[];
  try {
    statements = parse(sql);
  } catch {
    return null;
  }
  const [statement] = statements;
  const command = statement && COMMANDS[statement.type];
  if (!statement || !command || statements.length > 1) return null;
  return { command, relations: theirRelations(statement), columns: theirColumns(statement) };
}

function fixtureScripts(): string[] {
  const root = join(import.meta.dirname, "../../fixtures");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sql"))
    .map((path) => readFileSync(join(root, path), "utf8"));
}

test("the second tell reads commands, tables and columns as we do", () => {
  const scripts = [...WITNESSES.flatMap(({ given, sql }) => [given, sql]), ...fixtureScripts()];
  const statements = new Map(
    [...new Set(scripts)].flatMap((script) =>
      parseScript(script).statements.map((it) => [it.text, it] as const),
    ),
  );
  const read = [...statements.values()].flatMap((statement) => {
    const second = theirs(statement.text);
    return second ? [{ statement, second }] : [];
  });
  const different = read.flatMap(({ statement, second }) => {
    const first = ours(statement);
    return JSON.stringify(first) === JSON.stringify(second) ? [] : [{ sql: statement.text, first, second }];
  });
  expect(different.map((it) => JSON.stringify(it))).toEqual([]);
  // It reads about half of them: enough to be a second opinion, too little to be the only one.
  expect(read.length).toBeGreaterThan(statements.size / 3);
});
