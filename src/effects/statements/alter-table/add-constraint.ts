/** ALTER TABLE ADD CONSTRAINT: CHECK and NOT NULL here, keys and foreign keys beside. */
import { as, type Constraint as ConstraintNode, nameParts } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { evaluate } from "../../constant.ts";
import { scanOf } from "../../scans.ts";
import { columnNamesIn, provenNotNull } from "../../schema/expression.ts";
import { chooseConstraintName } from "../../schema/names.ts";
import type { Table } from "../../schema/relation.ts";
import { family, holdsRows } from "../../subject.ts";
import { allFresh, allNull } from "../fresh-columns.ts";
import { tellRequired } from "../newly-required.ts";
import { bareName } from "../relation-names.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addKey } from "./add-key.ts";
import type { Subcommand } from "./alter-table.ts";
import { nullScan, requireColumn } from "./column.ts";

type ConstraintReader = (account: Account, subcommand: Subcommand, node: ConstraintNode) => void;

const READERS: { readonly [T in NonNullable<ConstraintNode["contype"]>]?: ConstraintReader } = {
  CONSTR_CHECK: addCheck,
  CONSTR_NOTNULL: addNotNull,
  CONSTR_PRIMARY: addKey,
  CONSTR_UNIQUE: addKey,
  CONSTR_EXCLUSION: addKey,
  CONSTR_FOREIGN: addForeignKey,
};

export function addConstraint(account: Account, subcommand: Subcommand): void {
  const node = as(subcommand.command.def, "Constraint");
  const reader = node?.contype === undefined ? undefined : READERS[node.contype];
  if (!node || !reader) {
    account.unread(`ADD CONSTRAINT ${node?.contype ?? ""} was not measured`);
    return;
  }
  const table = subcommand.subject.relation;
  if (table && node.conname !== undefined && table.constraints.some((it) => it.name === node.conname)) {
    account.fails({
      when: "always",
      relation: subcommand.subject.name,
      reason: `constraint "${node.conname}" for relation "${table.name}" already exists`,
      sqlstate: "42710",
      isNew: subcommand.subject.isNew,
    });
  }
  reader(account, subcommand, node);
}

function addCheck(account: Account, { subject, only }: Subcommand, node: ConstraintNode): void {
  const columns = columnNamesIn(node.raw_expr);
  const table = subject.relation ?? { name: bareName(subject), kind: null, constraints: [] };
  const [column] = columns;
  const alone = columns.size === 1 && column !== undefined ? column : null;
  const name = node.conname ?? chooseConstraintName(table, alone, "check");
  const enforced = node.is_enforced === true;
  const validates = enforced && !node.skip_validation;
  if (node.is_no_inherit && table.kind === "partitioned table") {
    const reason = `cannot add NO INHERIT constraint to partitioned table "${table.name}"`;
    const { name: relation, isNew } = subject;
    account.fails({ when: "always", relation, reason, sqlstate: "42P16", isNew });
    return;
  }
  const members = family(account.model, subject, only);
  const form = !enforced
    ? "ALTER TABLE ADD CHECK NOT ENFORCED"
    : node.skip_validation
      ? "ALTER TABLE ADD CHECK NOT VALID"
      : node.is_no_inherit && members.length > 1
        ? "ALTER TABLE ADD CHECK NO INHERIT"
        : "ALTER TABLE ADD CHECK";
  account.act(
    form,
    members.map((member, at): Work => {
      const checked = validates && holdsRows(member.subject) && (at === 0 || !node.is_no_inherit);
      return checked ? { ...member, scan: scanOf("constraint", name) } : member;
    }),
  );
  const at = { relation: subject.name, isNew: subject.isNew };
  if (validates && !subject.isNew && !passes(account, subject.relation, node)) {
    const reason = `check constraint "${name}" of relation "${table.name}" is violated by some row`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23514" });
  }
  if (!enforced) return;
  if (!allFresh(account, subject.relation, columns)) {
    account.breaks({ ...at, ...breakOf("check constraint", "added"), name });
  }
  // Whether running code writes an older column is for it to say; a new one it does not know.
  for (const column of provenNotNull(node.raw_expr)) {
    if (allFresh(account, subject.relation, [column])) {
      tellRequired(account, subject, column, { notNull: "not valid" });
    }
  }
}

/** Whether it holds in every row because all that it asks about is NULL there: neither true nor false passes, too. */
function passes(account: Account, table: Table | undefined, node: ConstraintNode): boolean {
  const truth = evaluate(node.raw_expr, (name) => (allNull(account, table, [name]) ? null : undefined));
  return truth === true || truth === null;
}

/** ADD CONSTRAINT … NOT NULL column, from 18 on. */
function addNotNull(account: Account, { subject, only }: Subcommand, node: ConstraintNode): void {
  const [name = ""] = nameParts(node.keys);
  const members = family(account.model, subject, only);
  account.act(
    node.skip_validation ? "ALTER TABLE ADD NOT NULL NOT VALID" : "ALTER TABLE ADD NOT NULL",
    members.map((member) => ({ ...member, ...(node.skip_validation ? {} : nullScan(member, name)) })),
  );
  if (!node.skip_validation) {
    requireColumn(account, members, name);
    return;
  }
  tellRequired(account, subject, name, { notNull: "not valid" });
}
