/** ALTER TABLE ADD COLUMN: what the type and the default make of it; the inline constraints are beside. */
import type { Form } from "../../../postgres/catalogue.ts";
import { columnConstraints } from "../../../sql/column-constraints.ts";
import { as, type ColumnDef, type Constraint as ConstraintNode } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { type Constant, constantOf } from "../../constant.ts";
import { scanOf } from "../../scans.ts";
import { type DomainReading, domainOf } from "../../schema/domain.ts";
import { childrenOf, columnOf, indexesOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { qualifiedName } from "../../schema/relation.ts";
import { type ColumnType, serialBase } from "../../schema/type.ts";
import { resolveType } from "../../schema/type-names.ts";
import { family, holdsRows, type Member, type TableSubject } from "../../subject.ts";
import { volatilityOf } from "../../volatility.ts";
import { bareName } from "../relation-names.ts";
import { readInline, required } from "./add-column-constraints.ts";
import type { Subcommand } from "./alter-table.ts";

export interface NewColumn {
  readonly name: string;
  readonly form: Form;
  readonly rewrites: boolean;
  readonly assumed: boolean;
  readonly parts: readonly ConstraintNode[];
  readonly notNull: boolean;
  readonly domain: DomainReading | null;
  /** What existing rows get: nothing (NULL), the same value each, or a value of their own each. */
  readonly value: "null" | "same" | "own";
  /** The value that they all get, where it stands there as a literal. */
  readonly constant: Constant | undefined;
}

export function addColumn(account: Account, { subject, command, only }: Subcommand): void {
  const def = as(command.def, "ColumnDef");
  if (!def) return;
  const name = def.colname ?? "";
  const at = { when: "always", relation: subject.name, isNew: subject.isNew } as const;
  if (columnOf(subject.relation, name)) {
    account.act("ALTER TABLE ADD COLUMN", [{ subject, role: "target" }]);
    if (command.missing_ok) return;
    const reason = `column "${name}" of relation "${bareName(subject)}" already exists`;
    account.fails({ ...at, reason, sqlstate: "42701" });
    return;
  }
  const column = readColumn(account, def);
  const refusal = refused(account, subject, column, resolveType(account.model, def.typeName), only);
  if (refusal) {
    account.fails({ ...at, ...refusal });
    return;
  }
  const members = family(account.model, subject, only);
  account.act(
    column.form,
    members.map((member) => workOn(account, member, column)),
  );
  for (const part of column.parts) readInline(account, members, column, part);
  required(account, members, column);
}

function readColumn(account: Account, def: ColumnDef): NewColumn {
  const parts = columnConstraints(def);
  const of = (type: ConstraintNode["contype"]) => parts.find(({ contype }) => contype === type);
  const notNull = of("CONSTR_NOTNULL") !== undefined;
  const domain = domainOf(account.model, resolveType(account.model, def.typeName));
  const column = {
    name: def.colname ?? "",
    parts,
    notNull,
    domain,
    assumed: false,
    rewrites: true,
    constant: undefined,
    value: "own" as const,
  };
  if (serialBase(def.typeName) !== null) return { ...column, form: "ALTER TABLE ADD COLUMN serial" };
  if (of("CONSTR_IDENTITY")) return { ...column, form: "ALTER TABLE ADD COLUMN identity" };
  const generated = of("CONSTR_GENERATED");
  if (generated?.generated_kind === "v") {
    return { ...column, rewrites: false, form: "ALTER TABLE ADD COLUMN generated virtual" };
  }
  if (generated) return { ...column, form: "ALTER TABLE ADD COLUMN generated stored" };
  const expression = of("CONSTR_DEFAULT")?.raw_expr ?? domain?.default ?? undefined;
  const constant = expression && constantOf(expression);
  const value = !expression || constant === null ? "null" : "same";
  const form = domain?.constrained ? "ALTER TABLE ADD COLUMN constrained domain" : "ALTER TABLE ADD COLUMN";
  const given = { ...column, value, constant, form, rewrites: domain?.constrained === true } as const;
  if (!expression || value === "null" || domain?.constrained) return given;
  const { volatility, assumed } = volatilityOf(account, expression);
  if (volatility !== "volatile") return given;
  return { ...column, assumed, form: "ALTER TABLE ADD COLUMN volatile default" };
}

interface Refusal {
  readonly reason: string;
  readonly sqlstate: string;
}

function refused(
  { model, context }: Account,
  subject: TableSubject,
  column: NewColumn,
  type: ColumnType | null,
  only: boolean,
): Refusal | null {
  const table = subject.relation;
  if (type && isUnknownType(model, type)) {
    return { reason: `type "${type.name}" does not exist`, sqlstate: "42704" };
  }
  if (!table) return null;
  if (table.partition) return { reason: "cannot add column to a partition", sqlstate: "42809" };
  const hasChildren = childrenOf(model, table.id).length > 0;
  if (only && hasChildren) return { reason: "column must be added to child tables too", sqlstate: "42P16" };
  if (column.form !== "ALTER TABLE ADD COLUMN identity" || !hasChildren) return null;
  if (table.kind === "partitioned table" && context.major >= 17) return null;
  const reason = "cannot recursively add identity column to table that has child tables";
  return { reason, sqlstate: "42P16" };
}

/** No statement made the type and no extension can have brought it. */
function isUnknownType(model: SchemaModel, type: ColumnType): boolean {
  const mayExist =
    !model.complete || model.extensions.size > 0 || model.relationIds.has(`public.${type.name}`);
  return type.id === null && type.schema === null && !mayExist;
}

function workOn(account: Account, { subject, role }: Member, column: NewColumn): Work {
  if (!holdsRows(subject)) return { subject, role };
  if (!column.rewrites) {
    // Only a table without rows passes; it is read all the same.
    const empty = column.value === "null" && role === "target";
    const checked = column.notNull && (empty || column.form === "ALTER TABLE ADD COLUMN generated virtual");
    const scan = scanOf("not null", column.name);
    return { subject, role, ...(checked ? { scan } : {}) };
  }
  const indexes = subject.relation ? indexesOf(account.model, subject.relation.id) : [];
  return { subject, role, rewrite: true, builds: indexes.map(qualifiedName), assumed: column.assumed };
}
