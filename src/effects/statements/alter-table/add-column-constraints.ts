/** The constraints in ADD COLUMN, and what the new column asks of existing rows and of running code. */
import { type Constraint, type Node, nameParts, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import { evaluate } from "../../constant.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { provenNotNull } from "../../schema/expression.ts";
import { type Member, namedTable, type TableSubject, tableOrName } from "../../subject.ts";
import { checkName, foreignKeyName } from "../constraint-definition.ts";
import { lacksKey, NO_KEY, referencedWorks } from "../foreign-key.ts";
import { type KeyConstraint, readKey } from "../key-definition.ts";
import { keyIndexName, refusedKey } from "../new-key.ts";
import { bareName } from "../relation-names.ts";
import { reportBreak } from "../running-code.ts";
import { scanned } from "../works.ts";
import type { NewColumn } from "./new-column.ts";

interface Added {
  readonly subject: TableSubject;
  /** The table and, unless ONLY is said, what is below it. */
  readonly members: readonly Member[];
  readonly column: NewColumn;
}

type TellConstraint = (deriver: Deriver, added: Added, node: Constraint) => void;

const REQUIRED = breakOf("column", "required");

/** What else a column's definition has is read with the column itself. */
const TELL: { readonly [T in NonNullable<Constraint["contype"]>]?: TellConstraint } = {
  CONSTR_CHECK: reportCheck,
  CONSTR_PRIMARY: reportKey,
  CONSTR_UNIQUE: reportKey,
  CONSTR_FOREIGN: reportForeignKey,
};

export function reportConstraints(deriver: Deriver, added: Added): void {
  for (const node of added.column.constraints) TELL[present(node.contype)]?.(deriver, added, node);
}

function reportCheck(deriver: Deriver, { subject, members, column }: Added, node: Constraint): void {
  // It is neither checked on the rows that are there nor on later ones, and locks no more than the column.
  if (node.is_enforced !== true) return;
  const name = checkName(tableOrName(subject), node);
  deriver.act("ALTER TABLE ADD COLUMN CHECK", scanned(members, scanOf("constraint", name)));
  const isRequired = column.value === "null" && provenNotNull(node.raw_expr).has(column.name);
  if (!isRequired && !isFalseFor(node.raw_expr, column.name, column.constant)) return;
  const text = 'check constraint "%s" of relation "%s" is violated by some row';
  refuseRows(deriver, subject, text, name, bareName(subject));
  if (isRequired) reportBreak(deriver, subject, REQUIRED, column.name);
}

function isFalseFor(expression: Node | undefined, name: string, constant: NewColumn["constant"]): boolean {
  return (
    constant !== undefined && evaluate(expression, (it) => (it === name ? constant : undefined)) === false
  );
}

/** The index is built on the table itself: partitions cannot have such a key, children do not get one. */
function reportKey(deriver: Deriver, { subject, column }: Added, node: Constraint): void {
  const { name, value } = column;
  if (refusedKey(deriver, subject, [name])) return;
  const key = readKey(node as KeyConstraint, name);
  const primary = key.kind === "primary key";
  const withNulls = primary && value === "null";
  deriver.act(primary ? "ALTER TABLE ADD COLUMN PRIMARY KEY" : "ALTER TABLE ADD COLUMN UNIQUE", [
    {
      subject,
      role: "target",
      builds: [keyIndexName(deriver, subject, node.conname, key)],
      ...(withNulls ? { scan: scanOf("not null", name) } : {}),
    },
  ]);
  if (withNulls) reportNulls(deriver, subject, name);
  else if (value === "same" || (value === "null" && node.nulls_not_distinct)) {
    const text = "every existing row gets the same value in %s, which must be unique";
    refuseRows(deriver, subject, text, name);
  }
}

function reportNulls(deriver: Deriver, subject: TableSubject, name: string): void {
  const text = 'column "%s" of relation "%s" contains null values';
  refuseRows(deriver, subject, text, name, bareName(subject));
  reportBreak(deriver, subject, REQUIRED, name);
}

function reportForeignKey(deriver: Deriver, { subject, members, column }: Added, node: Constraint): void {
  const referenced = namedTable(deriver.model, present(node.pktable));
  if (lacksKey(deriver, referenced, nameParts(node.pk_attrs))) {
    refuse(deriver, subject, NO_KEY, bareName(referenced));
    return;
  }
  const name = foreignKeyName(tableOrName(subject), node, [column.name]);
  const validates = column.value !== "null" && !node.skip_validation;
  if (node.is_enforced !== true) {
    const { partitioned, works } = referencedWorks(deriver, referenced, null);
    deriver.act(`ALTER TABLE ADD FOREIGN KEY${partitioned ? " to partitioned" : ""} NOT ENFORCED`, works);
    return;
  }
  const other = referencedWorks(deriver, referenced, validates ? name : null);
  deriver.act("ALTER TABLE ADD COLUMN REFERENCES", [
    ...scanned(members, validates ? scanOf("foreign key", name) : null),
    ...(other.partitioned ? [] : other.works),
  ]);
  // A partitioned table is locked as by any other new foreign key to it.
  if (other.partitioned) deriver.act("ALTER TABLE ADD FOREIGN KEY to partitioned", other.works);
  if (!validates) return;
  refuseRows(deriver, subject, "the default of %s may not be in %s", column.name, referenced.name);
}

/** NOT NULL without a value for the rows that are there, and what a domain asks of them. */
export function fillRows(deriver: Deriver, subject: TableSubject, column: NewColumn): void {
  const { name, value, domain } = column;
  if ((column.notNull || domain?.notNull) && value === "null") reportNulls(deriver, subject, name);
  if (!domain || value === "own") return;
  const constant = value === "null" ? null : column.constant;
  if (!domain.checks.some((check) => isFalseFor(check, "value", constant))) return;
  refuseRows(deriver, subject, "the value that existing rows get in %s violates a CHECK of its domain", name);
}
