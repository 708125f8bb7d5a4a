/** CREATE VIEW, CREATE MATERIALIZED VIEW, CREATE TABLE AS, REFRESH, and ALTER of views. */
import { as, type CreateTableAsStmt, type RefreshMatViewStmt, type ViewStmt } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { scanOf } from "../scans.ts";
import { indexesOf } from "../schema/lookup.ts";
import { creationName, tableById } from "../schema/model.ts";
import { type QueryReading, readQuery } from "../schema/query.ts";
import { queryColumns } from "../schema/query-columns.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { namedTable, type TableSubject, tableSubject } from "../subject.ts";
import { calls } from "./bodies/function-calls.ts";
import { failsOnTaken } from "./relation-names.ts";
import { sources } from "./rows/query-sources.ts";

/** `changes`: reads what the query's WITH clauses change. */
export function createTableAs(
  account: Account,
  statement: CreateTableAsStmt,
  changes: (account: Account, reading: QueryReading) => void,
): void {
  const into = statement.into?.rel;
  if (!into) return;
  const { model } = account;
  const view = statement.objtype === "OBJECT_MATVIEW";
  const reading = readQuery(model, statement.query);
  const exists = view
    ? "CREATE MATERIALIZED VIEW IF NOT EXISTS existing"
    : "CREATE TABLE AS IF NOT EXISTS existing";
  if (failsOnTaken(account, into, statement.if_not_exists === true, exists)) {
    // The query is looked at before the name.
    if (view && statement.if_not_exists) account.act("CREATE VIEW", sources(account, reading, false));
    return;
  }
  if (view && refusesChanges(account, reading)) return;
  if (statement.query) calls(account, statement.query);
  const scan = statement.into?.skipData !== true;
  const works = sources(account, reading, scan);
  account.act(view ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS", []);
  account.act(scan ? "SELECT" : "CREATE VIEW", works);
  if (scan) changes(account, reading);
  if (!scan || works.length === 0) return;
  const relation = qualifiedName(creationName(model, into));
  account.changes({ relation, command: "INSERT", rows: "all", isNew: true });
}

export function createView(account: Account, statement: ViewStmt): void {
  if (!statement.view) return;
  const { model } = account;
  const reading = readQuery(model, statement.query);
  if (refusesChanges(account, reading)) return;
  const existing = namedTable(model, statement.view);
  const refusal = refused(account, statement, existing.relation);
  if (refusal) {
    const { name: relation, isNew } = existing;
    account.fails({ ...refusal, when: "always", relation, isNew });
    return;
  }
  account.act("CREATE VIEW", sources(account, reading, false));
  if (existing.relation && statement.replace) {
    account.act("CREATE OR REPLACE VIEW existing target", [{ subject: existing, role: "target" }]);
  } else failsOnTaken(account, statement.view, false);
}

/** No view changes rows when it is read. */
function refusesChanges(account: Account, { changes }: QueryReading): boolean {
  if (changes.length === 0) return false;
  const reason = "views must not contain data-modifying statements in WITH";
  account.fails({ when: "always", relation: null, reason, sqlstate: "0A000", isNew: true });
  return true;
}

function refused({ model }: Account, statement: ViewStmt, existing: Table | undefined) {
  const select = as(statement.query, "SelectStmt");
  if (statement.withCheckOption !== "NO_CHECK_OPTION" && !select?.fromClause) {
    return {
      reason: "WITH CHECK OPTION is supported only on automatically updatable views",
      sqlstate: "0A000",
    };
  }
  if (existing?.kind !== "view" || !statement.replace || !existing.known) return null;
  const wanted = queryColumns(model, statement.query);
  if (!wanted.known || wanted.columns.length >= existing.columns.length) return null;
  return { reason: "cannot drop columns from view", sqlstate: "42P16" };
}

export function refresh(account: Account, statement: RefreshMatViewStmt): void {
  if (!statement.relation) return;
  const { model } = account;
  const subject = namedTable(model, statement.relation);
  const view = subject.relation;
  const indexes = view ? indexesOf(model, view.id) : [];
  if (statement.skipData) {
    account.act("REFRESH MATERIALIZED VIEW WITH NO DATA", [{ subject, role: "target" }]);
    const { name, isNew } = subject;
    account.destroy({ what: "rows", relation: name, name, cascade: false, isNew });
    return;
  }
  const unique = indexes.some(
    ({ unique, predicate, keys }) => unique && !predicate && keys.every((key) => "column" in key),
  );
  if (statement.concurrent && view && !unique) {
    const reason = `cannot refresh materialized view "${subject.name}" concurrently`;
    account.fails({
      when: "always",
      relation: subject.name,
      reason,
      sqlstate: "55000",
      isNew: subject.isNew,
    });
    return;
  }
  if (statement.concurrent) {
    const scan = scanOf("view rows");
    account.act("REFRESH MATERIALIZED VIEW CONCURRENTLY", [{ subject, role: "target", scan }]);
  } else {
    const builds = indexes.map(qualifiedName);
    account.act("REFRESH MATERIALIZED VIEW", [{ subject, role: "target", rewrite: true, builds }]);
  }
  account.act("SELECT", sources(account, readingOf(account, view), true));
}

/** What the definition of a view reads, as when its query is run. */
function readingOf({ model }: Account, view: Table | undefined): QueryReading {
  const relations = (view?.dependsOn ?? []).flatMap(({ relation }) => {
    const found = tableById(model, relation);
    return found
      ? [
          {
            schema: found.schema,
            name: found.name,
            id: found.id,
            forUpdate: false,
            only: false,
            extremes: null,
          },
        ]
      : [];
  });
  return { relations, dependencies: [], functions: [], changes: [] };
}

/** The one table that an automatically updatable view writes to; null when it is none, or more is to it. */
export function tableBehind({ model }: Account, view: Table): TableSubject | null {
  const [only, more] = view.dependsOn;
  const target = view.updates?.relation ?? (more === undefined ? only?.relation : undefined);
  const table = tableById(model, target);
  return table && view.triggers.length === 0 && view.rules.length === 0 ? tableSubject(model, table) : null;
}
