/** CREATE and ALTER DOMAIN: a new constraint is checked in every table that has a column of the domain. */

import type { Form } from "../../postgres/catalogue.ts";
import { allOf, as, type Constraint, nameParts } from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver, Work } from "../deriver.ts";
import { refuse, refuseRows } from "../refusals.ts";
import { scanOf } from "../scans.ts";
import { isRequired } from "../schema/column-requirement.ts";
import { readExpression } from "../schema/expression.ts";
import { tables } from "../schema/find-relation.ts";
import { columnOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { chooseDomainConstraintName } from "../schema/names.ts";
import type { Table } from "../schema/relation.ts";
import type { DomainType } from "../schema/type.ts";
import { blankType, findTypeByParts, isTypeTaken, putType, resolveType } from "../schema/type-names.ts";
import { holdsRows, tableSubject } from "../subject.ts";
import { byCommandTag, type Command } from "./command.ts";

export const createDomain: Command<"CreateDomainStmt"> = {
  ...byCommandTag,
  apply(model, { domainname, typeName, constraints }) {
    const base = resolveType(model, typeName);
    const parts = nameParts(domainname);
    if (!base || isTypeTaken(model, parts)) return;
    const type = blankType(model, parts);
    const domain: DomainType = { ...type, kind: "domain", base, notNull: false, default: null, checks: [] };
    putType(model, allOf(constraints, "Constraint").reduce(withConstraint, domain));
  },
};

export const alterDomain: Command<"AlterDomainStmt"> = {
  tell(deriver, { typeName, subtype, def }) {
    const domain = domainNamed(deriver.model, nameParts(typeName));
    const constraint = as(def, "Constraint");
    switch (subtype) {
      case SET_DEFAULT:
        deriver.act("ALTER DOMAIN SET DEFAULT", []);
        // What the domain gave, its columns have to be given.
        if (!def && domain) reportUsers(deriver, domain, { default: null });
        break;
      case DROP_NOT_NULL:
        deriver.act("ALTER DOMAIN DROP NOT NULL", []);
        break;
      case SET_NOT_NULL:
        setNotNull(deriver, domain);
        break;
      case ADD_CONSTRAINT:
        if (constraint?.skip_validation) deriver.act("ALTER DOMAIN ADD CONSTRAINT NOT VALID", []);
        else if (constraint?.contype === "CONSTR_NOTNULL") setNotNull(deriver, domain);
        else check(deriver, domain, "ALTER DOMAIN ADD CONSTRAINT", "23514");
        break;
      case DROP_CONSTRAINT:
        deriver.act("ALTER DOMAIN DROP CONSTRAINT", []);
        break;
      case VALIDATE_CONSTRAINT:
        check(deriver, domain, "ALTER DOMAIN VALIDATE CONSTRAINT", "23514");
        break;
      default:
        deriver.unanalyzed(`ALTER DOMAIN of kind ${subtype} was not measured`);
    }
  },
  apply(model, { typeName, subtype, name, def }) {
    const domain = domainNamed(model, nameParts(typeName));
    if (!domain) return;
    const { checks } = domain;
    const constraint = as(def, "Constraint");
    if (subtype === SET_DEFAULT) putType(model, { ...domain, default: def ?? null });
    if (subtype === DROP_NOT_NULL) putType(model, { ...domain, notNull: false });
    if (subtype === SET_NOT_NULL) putType(model, { ...domain, notNull: true });
    if (subtype === ADD_CONSTRAINT && constraint) putType(model, withConstraint(domain, constraint));
    if (subtype === DROP_CONSTRAINT)
      putType(model, { ...domain, checks: checks.filter((it) => it.name !== name) });
    if (subtype === VALIDATE_CONSTRAINT)
      putType(model, {
        ...domain,
        checks: checks.map((it) => (it.name === name ? { ...it, valid: true } : it)),
      });
  },
};

/** AlterDomainStmt.subtype (parsenodes.h). */
const SET_DEFAULT = "T";
const DROP_NOT_NULL = "N";
const SET_NOT_NULL = "O";
const ADD_CONSTRAINT = "C";
const DROP_CONSTRAINT = "X";
const VALIDATE_CONSTRAINT = "V";

function domainNamed(model: SchemaModel, parts: readonly string[]): DomainType | undefined {
  const found = findTypeByParts(model, parts);
  return found?.kind === "domain" ? found : undefined;
}

function withConstraint(domain: DomainType, node: Constraint): DomainType {
  if (node.contype === "CONSTR_NOTNULL") return { ...domain, notNull: true };
  if (node.contype === "CONSTR_DEFAULT") return { ...domain, default: node.raw_expr ?? null };
  if (node.contype !== "CONSTR_CHECK" || !node.raw_expr) return domain;
  const { name, checks } = domain;
  const taken = checks.map((it) => it.name);
  const check = {
    name: node.conname ?? chooseDomainConstraintName(name, taken),
    valid: !node.skip_validation,
    expression: readExpression(node.raw_expr, []),
  };
  return { ...domain, checks: [...checks, check] };
}

/** A domain that is NOT NULL already stays as it is. */
function setNotNull(deriver: Deriver, domain: DomainType | undefined): void {
  if (domain?.notNull) {
    deriver.act("ALTER DOMAIN SET NOT NULL", []);
    return;
  }
  check(deriver, domain, "ALTER DOMAIN SET NOT NULL", "23502");
  if (domain) reportUsers(deriver, domain, { notNull: true });
}

function check(deriver: Deriver, domain: DomainType | undefined, form: Form, sqlstate: string): void {
  const { model } = deriver;
  if (!domain) {
    deriver.act(form, []);
    return;
  }
  const users = usersOf(model, domain);
  const container = users.find(({ array }) => array);
  if (container) {
    const { table, column } = container;
    const text = 'cannot alter type "%s" because column "%s.%s" uses it';
    refuse(deriver, tableSubject(model, table), text, domain.name, table.name, column);
    return;
  }
  deriver.act(
    form,
    users.flatMap(({ table }): Work[] => {
      const subject = tableSubject(model, table);
      if (!holdsRows(subject)) return [];
      const scan = scanOf("domain", domain.name);
      return [{ subject, role: table.partition ? "partition" : "target", scan }];
    }),
  );
  for (const { table, column } of users) {
    const { name: relation, isNew } = tableSubject(model, table);
    if (!isNew) {
      const text = 'column "%s" of table "%s" may hold values that violate the new constraint of domain %s';
      refuseRows(deriver, { name: relation, isNew, sqlstate }, text, column, table.name, domain.name);
    }
    if (form !== "ALTER DOMAIN VALIDATE CONSTRAINT") {
      deriver.breaks({ ...breakOf("domain constraint", "added"), relation, isNew, name: column });
    }
  }
}

/** Columns of the domain that an INSERT has to give once the domain is as `changed` says. */
function reportUsers(deriver: Deriver, domain: DomainType, changed: Partial<DomainType>): void {
  const { model } = deriver;
  const after = { ...model, types: new Map(model.types).set(domain.id, { ...domain, ...changed }) };
  for (const { table, column: name } of usersOf(model, domain)) {
    const found = columnOf(table, name);
    if (!found || isRequired(model, table, found) || isRequired(after, table, found) !== true) continue;
    const { name: relation, isNew } = tableSubject(model, table);
    deriver.breaks({ ...breakOf("column", "required"), relation, name, isNew });
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
