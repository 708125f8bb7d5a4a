/** ALTER DOMAIN: a new constraint is checked in every table that has a column of the domain. */
import type { Form } from "../../postgres/catalogue.ts";
import { type AlterDomainStmt, as, nameParts } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { scanOf } from "../scans.ts";
import { columnOf } from "../schema/lookup.ts";
import { isNewRelation, type SchemaModel, tables } from "../schema/model.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { isRequired } from "../schema/required.ts";
import type { DomainType } from "../schema/type.ts";
import { findTypeByParts } from "../schema/type-names.ts";
import { holdsRows, tableSubject } from "../subject.ts";

/** By AlterDomainStmt.subtype: what does no work. */
const BRIEF: Readonly<Record<string, Form>> = {
  T: "ALTER DOMAIN SET DEFAULT",
  N: "ALTER DOMAIN DROP NOT NULL",
  X: "ALTER DOMAIN DROP CONSTRAINT",
};

export function alterDomain(account: Account, statement: AlterDomainStmt): void {
  const found = findTypeByParts(account.model, nameParts(statement.typeName));
  const domain = found?.kind === "domain" ? found : undefined;
  const brief = BRIEF[statement.subtype ?? ""];
  if (brief) {
    account.act(brief, []);
    // What the domain gave, its columns have to be given.
    if (statement.subtype === "T" && !statement.def && domain) tellUsers(account, domain, { default: null });
    return;
  }
  switch (statement.subtype) {
    case "C": {
      const constraint = as(statement.def, "Constraint");
      if (constraint?.skip_validation) account.act("ALTER DOMAIN ADD CONSTRAINT NOT VALID", []);
      else if (constraint?.contype === "CONSTR_NOTNULL") setNotNull(account, domain);
      else check(account, domain, "ALTER DOMAIN ADD CONSTRAINT", "23514");
      break;
    }
    case "O":
      setNotNull(account, domain);
      break;
    case "V":
      check(account, domain, "ALTER DOMAIN VALIDATE CONSTRAINT", "23514");
      break;
    default:
      account.unread(`ALTER DOMAIN of kind ${statement.subtype} was not measured`);
  }
}

/** A domain that is NOT NULL already stays as it is. */
function setNotNull(account: Account, domain: DomainType | undefined): void {
  if (domain?.notNull) account.act("ALTER DOMAIN SET NOT NULL", []);
  else {
    check(account, domain, "ALTER DOMAIN SET NOT NULL", "23502");
    if (domain) tellUsers(account, domain, { notNull: true });
  }
}

function check(account: Account, domain: DomainType | undefined, form: Form, sqlstate: string): void {
  const { model } = account;
  if (!domain) {
    account.act(form, []);
    return;
  }
  const users = usersOf(model, domain);
  const container = users.find(({ array }) => array);
  if (container) {
    const reason = `cannot alter type "${domain.name}" because column "${container.table.name}.${container.column}" uses it`;
    const relation = qualifiedName(container.table);
    const isNew = isNewRelation(model, container.table);
    account.fails({ when: "always", relation, reason, sqlstate: "0A000", isNew });
    return;
  }
  account.act(
    form,
    users.flatMap(({ table }): Work[] => {
      const subject = tableSubject(model, table);
      if (!holdsRows(subject)) return [];
      const role = table.partition ? "partition" : "target";
      return [{ subject, role, scan: scanOf("domain", domain.name) }];
    }),
  );
  for (const { table, column } of users) {
    const at = { relation: qualifiedName(table), isNew: isNewRelation(model, table) };
    if (!at.isNew) {
      const reason = `column "${column}" of table "${table.name}" may hold values that violate the new constraint of domain ${domain.name}`;
      account.fails({ ...at, when: "on existing rows", reason, sqlstate });
    }
    if (form !== "ALTER DOMAIN VALIDATE CONSTRAINT") {
      account.breaks({ ...at, ...breakOf("domain constraint", "added"), name: column });
    }
  }
}

/** Columns of the domain that an INSERT has to give once the domain is as `changed` says. */
function tellUsers(account: Account, domain: DomainType, changed: Partial<DomainType>): void {
  const { model } = account;
  const after = { ...model, types: new Map(model.types).set(domain.id, { ...domain, ...changed }) };
  for (const { table, column } of usersOf(model, domain)) {
    const found = columnOf(table, column);
    if (!found || isRequired(model, table, found) || isRequired(after, table, found) !== true) continue;
    const relation = qualifiedName(table);
    account.breaks({
      ...breakOf("column", "required"),
      relation,
      name: column,
      isNew: isNewRelation(model, table),
    });
  }
}

interface DomainUser {
  readonly table: Table;
  readonly column: string;
  readonly array: boolean;
}

/** Columns of the domain and of domains over it. */
function usersOf(model: SchemaModel, domain: DomainType): DomainUser[] {
  const ids = new Set([domain.id]);
  for (const type of model.types.values()) {
    if (type.kind === "domain" && type.base.id !== null && ids.has(type.base.id)) ids.add(type.id);
  }
  return [...tables(model)].flatMap((table) =>
    table.kind === "view"
      ? []
      : table.columns.flatMap(({ name, type }) =>
          type?.id != null && ids.has(type.id) ? [{ table, column: name, array: type.array }] : [],
        ),
  );
}
