/** The constraints in ADD COLUMN, and whether existing rows and running code can do with the new column. */
import type { Constraint as ConstraintNode, Node } from "../../../sql/nodes.ts";
import { nameParts } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { type Constant, evaluate } from "../../constant.ts";
import { scanOf } from "../../scans.ts";
import { provenNotNull } from "../../schema/expression.ts";
import { makeObjectName } from "../../schema/names.ts";
import { holdsRows, type Member, namedTable } from "../../subject.ts";
import { bareName } from "../relation-names.ts";
import type { NewColumn } from "./add-column.ts";
import { lacksKey, referencedWorks, tellNoKey } from "./add-foreign-key.ts";
import { refusedKey } from "./add-key.ts";

export function readInline(
  account: Account,
  members: readonly Member[],
  column: NewColumn,
  part: ConstraintNode,
): void {
  const [target] = members;
  if (!target) return;
  switch (part.contype) {
    case "CONSTR_CHECK":
      addCheck(account, members, target, column, part);
      break;
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
      addKey(account, target, column, part);
      break;
    case "CONSTR_FOREIGN":
      addReference(account, members, target, column, part);
      break;
    default:
  }
}

function addCheck(
  account: Account,
  members: readonly Member[],
  target: Member,
  column: NewColumn,
  part: ConstraintNode,
): void {
  // It is neither checked on the rows that are there nor on later ones, and locks no more than the column.
  if (part.is_enforced !== true) return;
  const name = part.conname ?? makeObjectName(bareName(target.subject), column.name, "check");
  const scan = scanOf("constraint", name);
  account.act(
    "ALTER TABLE ADD COLUMN CHECK",
    members.map(({ subject, role }) => ({ subject, role, ...(holdsRows(subject) ? { scan } : {}) })),
  );
  const { subject } = target;
  const at = { relation: subject.name, isNew: subject.isNew };
  const reason = `check constraint "${name}" of relation "${bareName(subject)}" is violated by some row`;
  if (column.value === "null" && part.raw_expr && provenNotNull(part.raw_expr).has(column.name)) {
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
    account.breaks({ ...at, ...breakOf("column", "required"), name: column.name });
  } else if (isFalseFor(part.raw_expr, column.name, column.constant)) {
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
  }
}

function isFalseFor(expression: Node | undefined, name: string, constant: Constant | undefined): boolean {
  return (
    constant !== undefined && evaluate(expression, (it) => (it === name ? constant : undefined)) === false
  );
}

/** The index is built on the table itself: partitions cannot have such a key, children do not get one. */
function addKey(account: Account, target: Member, column: NewColumn, part: ConstraintNode): void {
  const { subject } = target;
  const primary = part.contype === "CONSTR_PRIMARY";
  if (refusedKey(account, subject, [column.name])) return;
  const table = bareName(subject);
  const index = part.conname ?? makeObjectName(table, primary ? null : column.name, primary ? "pkey" : "key");
  const schema = subject.name.slice(0, subject.name.indexOf("."));
  const scan = scanOf("not null", column.name);
  account.act(primary ? "ALTER TABLE ADD COLUMN PRIMARY KEY" : "ALTER TABLE ADD COLUMN UNIQUE", [
    { ...target, builds: [`${schema}.${index}`], ...(primary && column.value === "null" ? { scan } : {}) },
  ]);
  const at = { when: "on existing rows", relation: subject.name, isNew: subject.isNew } as const;
  if (primary && column.value === "null") {
    const reason = `column "${column.name}" of relation "${table}" contains null values`;
    account.fails({ ...at, reason, sqlstate: "23502" });
    account.breaks({ ...at, ...breakOf("column", "required"), name: column.name });
  } else if (column.value === "same" || (column.value === "null" && part.nulls_not_distinct)) {
    const reason = `every existing row gets the same value in ${column.name}, which must be unique`;
    account.fails({ ...at, reason, sqlstate: "23505" });
  }
}

function addReference(
  account: Account,
  members: readonly Member[],
  target: Member,
  column: NewColumn,
  part: ConstraintNode,
): void {
  if (!part.pktable) return;
  const { subject } = target;
  const referenced = namedTable(account.model, part.pktable);
  if (lacksKey(account, referenced, nameParts(part.pk_attrs))) {
    tellNoKey(account, subject, referenced);
    return;
  }
  const name = part.conname ?? makeObjectName(bareName(subject), column.name, "fkey");
  const validates = column.value !== "null" && !part.skip_validation;
  if (part.is_enforced !== true) {
    const { partitioned, works } = referencedWorks(account, referenced, null);
    account.act(`ALTER TABLE ADD FOREIGN KEY${partitioned ? " to partitioned" : ""} NOT ENFORCED`, works);
    return;
  }
  const other = referencedWorks(account, referenced, validates ? name : null);
  const scan = scanOf("foreign key", name);
  account.act("ALTER TABLE ADD COLUMN REFERENCES", [
    ...members.map(
      (member): Work => ({ ...member, ...(validates && holdsRows(member.subject) ? { scan } : {}) }),
    ),
    ...(other.partitioned ? [] : other.works),
  ]);
  // A partitioned table is locked as by any other new foreign key to it.
  if (other.partitioned) account.act("ALTER TABLE ADD FOREIGN KEY to partitioned", other.works);
  if (!validates) return;
  const reason = `the default of ${column.name} may not be in ${referenced.name}`;
  const at = { relation: subject.name, isNew: subject.isNew };
  account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
}

/** NOT NULL on a new column without a value for the rows that are there; what a domain asks of them. */
export function required(account: Account, members: readonly Member[], column: NewColumn): void {
  const { subject } = members[0] ?? {};
  if (!subject) return;
  const { name, value, domain } = column;
  const at = { when: "on existing rows", relation: subject.name, isNew: subject.isNew } as const;
  if ((column.notNull || domain?.notNull) && value === "null") {
    const reason = `column "${name}" of relation "${bareName(subject)}" contains null values`;
    account.fails({ ...at, reason, sqlstate: "23502" });
    account.breaks({ ...at, ...breakOf("column", "required"), name });
  }
  if (!domain || value === "own") return;
  const constant = value === "null" ? null : column.constant;
  if (!domain.checks.some((check) => isFalseFor(check, "value", constant))) return;
  const reason = `the value that existing rows get in ${name} violates a CHECK of its domain`;
  account.fails({ ...at, reason, sqlstate: "23514" });
}
