/** CREATE and ALTER PUBLICATION: the tables that are named are locked, with their children. */
import type { Form } from "../../postgres/catalogue.ts";
import {
  type AlterPublicationStmt,
  as,
  type CreatePublicationStmt,
  isOnly,
  type Node,
  type RangeVar,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { tableById } from "../schema/model.ts";
import { below, namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { tellWithoutLocks } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

const FILTERED = "columns and WHERE in a publication";

export function createPublication(account: Account, statement: CreatePublicationStmt): void {
  const { ranges, schemas, filtered } = objectsOf(statement.pubobjects);
  if (filtered) account.act("CREATE PUBLICATION FOR TABLE columns or WHERE", [], FILTERED);
  if (statement.for_all_tables) account.act("CREATE PUBLICATION FOR ALL TABLES", []);
  if (schemas) account.act("CREATE PUBLICATION FOR TABLES IN SCHEMA", []);
  if (ranges.length > 0) lock(account, "CREATE PUBLICATION FOR TABLE", ranges);
  else if (!statement.for_all_tables && !schemas) account.act("CREATE PUBLICATION", []);
}

export function alterPublication(account: Account, statement: AlterPublicationStmt): void {
  const { ranges, schemas, filtered } = objectsOf(statement.pubobjects);
  if (filtered) account.act("CREATE PUBLICATION FOR TABLE columns or WHERE", [], FILTERED);
  if (ranges.length === 0 && !schemas) {
    account.act("ALTER PUBLICATION SET", []);
    return;
  }
  const words = { AP_AddObjects: "ADD", AP_DropObjects: "DROP", AP_SetObjects: "SET" } as const;
  const word = words[statement.action ?? "AP_AddObjects"];
  if (schemas && word === "SET") account.act("ALTER PUBLICATION SET TABLES IN SCHEMA", []);
  else if (schemas) tellWithoutLocks(account, `ALTER PUBLICATION ${word} TABLES IN SCHEMA`);
  const form = `ALTER PUBLICATION ${word} TABLE` as const;
  if (ranges.length > 0) lock(account, form, ranges);
  if (word === "SET") lockDropped(account, statement, ranges);
}

function objectsOf(nodes: readonly Node[] | undefined) {
  const objects = (nodes ?? []).flatMap((node) => as(node, "PublicationObjSpec") ?? []);
  const tables = objects.flatMap(({ pubtable }) => pubtable ?? []);
  return {
    ranges: tables.flatMap(({ relation }) => relation ?? []),
    filtered: tables.some(({ columns, whereClause }) => columns || whereClause),
    schemas: tables.length < objects.length,
  };
}

function lock(account: Account, form: Form, ranges: readonly RangeVar[]): void {
  const works: Work[] = [];
  for (const range of ranges) {
    const subject = namedTable(account.model, range);
    if (failsOnAbsent(account, subject)) return;
    works.push({ subject, role: "target" }, ...children(account, subject, isOnly(range)));
  }
  account.act(form, works);
}

/** Partitions are published by way of their parent. */
function children({ model }: Account, subject: TableSubject, only: boolean): Work[] {
  return only ? [] : below(model, subject.relation).filter(({ role }) => role === "child");
}

/** SET locks what is published until then, too. */
function lockDropped(
  account: Account,
  { pubname = "" }: AlterPublicationStmt,
  ranges: readonly RangeVar[],
): void {
  const { model } = account;
  const before = model.publications.get(pubname);
  if (!before) {
    account.unread(`which tables the publication ${pubname} has until now is not known`);
    return;
  }
  const subjects = before.flatMap((id) => {
    const table = tableById(model, id);
    return table ? tableSubject(model, table) : [];
  });
  if (subjects.length === 0 && ranges.length > 0) return;
  account.act(
    "ALTER PUBLICATION SET TABLE",
    subjects.map((subject) => ({ subject, role: "target" })),
  );
}
