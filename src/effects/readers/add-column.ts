/** ALTER TABLE ADD COLUMN: what the default, the type and the inline constraints make of it. */
import type { Form } from "../../postgres/catalogue.ts";
import { as, type ColumnDef, type Constraint as ConstraintNode } from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { domainOf } from "../schema/domain.ts";
import { readExpression } from "../schema/expression.ts";
import { columnOf, indexesOf } from "../schema/lookup.ts";
import { makeObjectName } from "../schema/names.ts";
import { qualifiedName } from "../schema/relation.ts";
import { serialBase } from "../schema/type.ts";
import { resolveType } from "../schema/type-names.ts";
import { family, holdsRows, type Member, namedTable } from "../subject.ts";
import { volatilityOf } from "../volatility.ts";
import type { Subcommand } from "./alter-table.ts";

export function addColumn(account: Account, { subject, command, only }: Subcommand): void {
  const def = as(command.def, "ColumnDef");
  if (!def) return;
  const members = family(account.model, subject, only);
  const name = def.colname ?? "";
  if (columnOf(subject.relation, name)) {
    account.act("ALTER TABLE ADD COLUMN", locked(members));
    if (!command.missing_ok) {
      const reason = `column "${name}" of relation "${subject.relation?.name}" already exists`;
      account.fails({
        when: "always",
        relation: subject.name,
        reason,
        sqlstate: "42701",
        isNew: subject.isNew,
      });
    }
    return;
  }
  const column = readColumn(account, def);
  account.act(
    column.form,
    members.map((member) => withRewrite(account, member, column)),
  );
  for (const part of column.parts) inline(account, members, name, column, part);
  required(account, members, name, column);
}

function locked(members: readonly Member[]): Work[] {
  return members.map(({ subject, role }) => ({ subject, role }));
}

interface NewColumn {
  readonly form: Form;
  readonly rewrites: boolean;
  readonly assumed: boolean;
  readonly parts: readonly ConstraintNode[];
  readonly notNull: boolean;
  /** What existing rows get: nothing (NULL), the same value each, or a value of their own each. */
  readonly value: "null" | "same" | "own";
}

function readColumn(account: Account, def: ColumnDef): NewColumn {
  const parts = (def.constraints ?? []).flatMap((node) => as(node, "Constraint") ?? []);
  const of = (type: ConstraintNode["contype"]) => parts.find(({ contype }) => contype === type);
  const notNull = of("CONSTR_NOTNULL") !== undefined || of("CONSTR_PRIMARY") !== undefined;
  const column = { parts, notNull, assumed: false, rewrites: true };
  if (serialBase(def.typeName) !== null)
    return { ...column, form: "ALTER TABLE ADD COLUMN serial", value: "own" };
  if (of("CONSTR_IDENTITY")) return { ...column, form: "ALTER TABLE ADD COLUMN identity", value: "own" };
  const generated = of("CONSTR_GENERATED");
  if (generated) {
    const virtual = generated.generated_kind === "v";
    const form = virtual
      ? "ALTER TABLE ADD COLUMN generated virtual"
      : "ALTER TABLE ADD COLUMN generated stored";
    return { ...column, form, rewrites: !virtual, value: "own" };
  }
  const domain = domainOf(account.model, resolveType(account.model, def.typeName));
  const expression = of("CONSTR_DEFAULT")?.raw_expr ?? domain?.default ?? undefined;
  const plain = { ...column, rewrites: false, form: "ALTER TABLE ADD COLUMN" as const };
  if (domain?.constrained) {
    return {
      ...column,
      form: "ALTER TABLE ADD COLUMN volatile default",
      value: expression ? "same" : "null",
    };
  }
  if (!expression || as(expression, "A_Const")?.isnull) return { ...plain, value: "null" };
  const { volatility, assumed } = volatilityOf(account, expression);
  if (volatility !== "volatile") return { ...plain, value: "same" };
  return { ...column, assumed, form: "ALTER TABLE ADD COLUMN volatile default", value: "own" };
}

function withRewrite(account: Account, { subject, role }: Member, column: NewColumn): Work {
  if (!column.rewrites || !holdsRows(subject)) return { subject, role };
  const indexes = subject.relation ? indexesOf(account.model, subject.relation.id) : [];
  return { subject, role, rewrite: true, builds: indexes.map(qualifiedName), assumed: column.assumed };
}

function inline(
  account: Account,
  members: readonly Member[],
  name: string,
  column: NewColumn,
  part: ConstraintNode,
): void {
  const [target] = members;
  if (!target) return;
  switch (part.contype) {
    case "CONSTR_CHECK": {
      const constraint = part.conname ?? makeObjectName(tableName(target), name, "check");
      account.act(
        "ALTER TABLE ADD COLUMN CHECK",
        members.map(({ subject, role }) => ({
          subject,
          role,
          ...(holdsRows(subject)
            ? { scan: { why: `checks constraint ${constraint}`, inRewrite: true } }
            : {}),
        })),
      );
      break;
    }
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
      addKey(account, members, name, column, part);
      break;
    case "CONSTR_FOREIGN":
      addReference(account, members, name, column, part);
      break;
    default:
  }
}

function tableName({ subject }: Member): string {
  return subject.relation?.name ?? subject.name.slice(subject.name.indexOf(".") + 1);
}

function addKey(
  account: Account,
  members: readonly Member[],
  name: string,
  column: NewColumn,
  part: ConstraintNode,
): void {
  const primary = part.contype === "CONSTR_PRIMARY";
  account.act(
    "ALTER TABLE ADD COLUMN UNIQUE",
    members.map((member, at) => {
      const own = at === 0 ? part.conname : undefined;
      const table = tableName(member);
      const index = own ?? makeObjectName(table, primary ? null : name, primary ? "pkey" : "key");
      const schema = member.subject.name.slice(0, member.subject.name.indexOf("."));
      return {
        subject: member.subject,
        role: member.role,
        ...(holdsRows(member.subject) ? { builds: [`${schema}.${index}`] } : {}),
      };
    }),
  );
  const { subject } = members[0] ?? {};
  if (!subject || column.value !== "same") return;
  const reason = `every existing row gets the same value in ${name}, which must be unique`;
  account.fails({
    when: "on existing rows",
    relation: subject.name,
    reason,
    sqlstate: "23505",
    isNew: subject.isNew,
  });
}

function addReference(
  account: Account,
  members: readonly Member[],
  name: string,
  column: NewColumn,
  part: ConstraintNode,
): void {
  if (!part.pktable) return;
  const referenced = namedTable(account.model, part.pktable);
  const [target] = members;
  if (!target) return;
  const constraint = part.conname ?? makeObjectName(tableName(target), name, "fkey");
  const validates = column.value !== "null" && !part.skip_validation;
  account.act("ALTER TABLE ADD COLUMN REFERENCES", [
    ...members.map(({ subject, role }) => ({
      subject,
      role,
      ...(validates && holdsRows(subject)
        ? { scan: { why: `validates foreign key ${constraint}`, inRewrite: false } }
        : {}),
    })),
    { subject: referenced, role: "referenced" as const },
  ]);
  if (!validates) return;
  const reason = `the default of ${name} may not be in ${referenced.name}`;
  const { subject } = target;
  account.fails({
    when: "on existing rows",
    relation: subject.name,
    reason,
    sqlstate: "23503",
    isNew: subject.isNew,
  });
}

/** NOT NULL on a new column without a value for the rows that are there, or a CHECK that comes to the same. */
function required(account: Account, members: readonly Member[], name: string, column: NewColumn): void {
  const { subject } = members[0] ?? {};
  if (!subject) return;
  const at = { relation: subject.name, isNew: subject.isNew };
  if (column.notNull && column.value === "null") {
    const reason = `column "${name}" of relation "${subject.relation?.name ?? subject.name}" contains null values`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23502" });
    account.breaks({ ...at, what: "column newly required", name });
    return;
  }
  if (column.value !== "null") return;
  const self = { number: 0, name } as Parameters<typeof readExpression>[1][number];
  for (const part of column.parts) {
    if (part.contype !== "CONSTR_CHECK" || !part.raw_expr || part.skip_validation) continue;
    if (readExpression(part.raw_expr, [self]).provesNotNull.length === 0) continue;
    const reason = `the CHECK on ${name} does not let NULL pass, and existing rows have no other value`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
    account.breaks({ ...at, what: "column newly required", name });
  }
}
