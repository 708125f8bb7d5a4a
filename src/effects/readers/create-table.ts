/** CREATE TABLE in all its forms: what it does to the tables that are there already. */
import type { Form } from "../../postgres/catalogue.ts";
import { as, type CreateStmt, type CreateTableAsStmt, type Node, type ViewStmt } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { existsAlready } from "../schema/define.ts";
import { creationName, relationAt } from "../schema/model.ts";
import { type QueryReading, readQuery } from "../schema/query.ts";
import { isTable, qualifiedName } from "../schema/relation.ts";
import { callsUserFunction } from "../schema/routine.ts";
import { below, holdsRows, named, namedTable, type Subject, subjectOf } from "../subject.ts";
import { referencedWorks } from "./add-foreign-key.ts";
import { bareName } from "./bare-name.ts";
import { createPartition } from "./partition.ts";

/** Another relation has the name: nothing happens with IF NOT EXISTS, else the statement fails. */
function taken(
  account: Account,
  name: NonNullable<CreateStmt["relation"]>,
  ifNotExists: boolean,
  of: Form = "CREATE TABLE IF NOT EXISTS existing",
): boolean {
  if (existsAlready(account.model, name) !== true) return false;
  if (ifNotExists) {
    account.act(of, []);
    return true;
  }
  const found = relationAt(account.model, qualifiedName(creationName(account.model, name)));
  const reason = `relation "${name.relname}" already exists`;
  const known = found && (found.kind === "index" || found.kind === "sequence" || found.known);
  if (!known) return false;
  const relation = qualifiedName(found);
  account.fails({
    when: "always",
    relation,
    reason,
    sqlstate: "42P07",
    isNew: found.born === account.model.change,
  });
  return true;
}

export function createTable(account: Account, statement: CreateStmt): void {
  const of = statement.partbound ? "CREATE TABLE PARTITION OF IF NOT EXISTS existing" : undefined;
  if (!statement.relation || taken(account, statement.relation, statement.if_not_exists === true, of)) return;
  const { model } = account;
  if (statement.partbound) createPartition(account, statement);
  else account.act("CREATE TABLE", []);
  for (const node of statement.partbound ? [] : (statement.inhRelations ?? [])) {
    const parent = as(node, "RangeVar");
    if (!parent) continue;
    const work: Work = { subject: namedTable(model, parent), role: "target", shownAs: "parent" };
    account.act("CREATE TABLE INHERITS", [work]);
  }
  const references = referencesOf(statement)
    .map((range) => namedTable(model, range))
    .filter(({ name }) => name !== qualifiedName(creationName(model, statement.relation ?? {})));
  for (const subject of references) {
    const { partitioned, works } = referencedWorks(account, subject, null);
    account.act(partitioned ? "CREATE TABLE REFERENCES partitioned" : "CREATE TABLE REFERENCES", works);
  }
  for (const node of statement.tableElts ?? []) {
    const like = as(node, "TableLikeClause")?.relation;
    if (like) account.act("CREATE TABLE LIKE", [{ subject: named(model, like), role: "target" }]);
  }
}

function referencesOf(statement: CreateStmt) {
  const inline = (statement.tableElts ?? []).flatMap((node) => as(node, "ColumnDef")?.constraints ?? []);
  const all: readonly Node[] = [...(statement.tableElts ?? []), ...inline, ...(statement.constraints ?? [])];
  return all.flatMap((node) => as(node, "Constraint")?.pktable ?? []);
}

/** The relations that a query reads, each as what a SELECT does to it. */
export function readSources(account: Account, reading: QueryReading, scan: boolean): void {
  account.act("SELECT", sources(account, reading, scan));
}

/** In the witnesses of SELECT, CREATE VIEW … the relation that is read is the target. */
function sources(account: Account, reading: QueryReading, scan: boolean): Work[] {
  const { model } = account;
  return reading.relations.flatMap((relation): Work[] => {
    const found = model.relations.get(relation.id);
    const subject: Subject = found
      ? subjectOf(model, found)
      : named(model, { schemaname: relation.schema, relname: relation.name });
    const members = isTable(found) && !relation.only && scan ? below(model, found) : [];
    return [{ subject, role: "target" as const }, ...members].map(({ subject, role }): Work => {
      const work = { subject, role, shownAs: "source" } as const;
      if (!scan || !holdsRows(subject)) return work;
      return { ...work, scan: { why: `reads rows of ${bareName(subject)}`, inRewrite: false } };
    });
  });
}

export function createTableAs(account: Account, statement: CreateTableAsStmt): void {
  const into = statement.into?.rel;
  if (!into || taken(account, into, statement.if_not_exists === true)) return;
  const { model } = account;
  const reading = readQuery(model, statement.query);
  const called = callsUserFunction(model, statement.query);
  if (called !== null) account.unread(`runs the function ${called}`);
  const scan = statement.into?.skipData !== true;
  const view = statement.objtype === "OBJECT_MATVIEW";
  const works = sources(account, reading, scan);
  account.act(view ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS", works);
  if (!scan || works.length === 0) return;
  const relation = qualifiedName(creationName(model, into));
  account.changes({ relation, command: "INSERT", rows: "all", isNew: true });
}

export function createView(account: Account, statement: ViewStmt): void {
  if (!statement.view) return;
  const { model } = account;
  const reading = readQuery(model, statement.query);
  const existing = named(model, statement.view);
  const works = sources(account, reading, false);
  if (existing.relation && statement.replace) {
    account.act("CREATE OR REPLACE VIEW existing", [...works, { subject: existing, role: "dependent" }]);
    return;
  }
  if (taken(account, statement.view, false)) return;
  account.act("CREATE VIEW", works);
}
