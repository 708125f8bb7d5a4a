/** ALTER TABLE ADD CONSTRAINT: CHECK and NOT NULL here, keys and foreign keys beside. */
import { as, type Constraint, nameParts, present } from "../../../sql/nodes.ts";
import type { Account } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { evaluate } from "../../constant.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { columnNamesIn, provenNotNull } from "../../schema/expression.ts";
import { constraintOf } from "../../schema/lookup.ts";
import type { Table } from "../../schema/relation.ts";
import { family, type TableSubject, tableOrName } from "../../subject.ts";
import { checkName, defineConstraint } from "../constraint-definition.ts";
import { allFresh, allNull, tellBreak, tellRequired } from "../running-code.ts";
import { scanned } from "../works.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addKey } from "./add-key.ts";
import { nullScan, requireColumn } from "./not-null.ts";
import type { Alteration, Subcommand } from "./subcommand.ts";

type TellConstraint = (
  account: Account,
  subject: TableSubject,
  alteration: Alteration,
  node: Constraint,
) => void;

/** The others stand in a column's definition only. */
const TELL: { readonly [T in NonNullable<Constraint["contype"]>]?: TellConstraint } = {
  CONSTR_CHECK: addCheck,
  CONSTR_NOTNULL: addNotNull,
  CONSTR_PRIMARY: addKey,
  CONSTR_UNIQUE: addKey,
  CONSTR_EXCLUSION: addKey,
  CONSTR_FOREIGN: addForeignKey,
};

export const addConstraint: Subcommand = {
  tell(account, subject, alteration) {
    const node = present(as(alteration.command.def, "Constraint"));
    const tell = TELL[present(node.contype)];
    if (!tell) {
      account.unread(`ADD CONSTRAINT ${node.contype} was not measured`);
      return;
    }
    const table = subject.relation;
    if (table && node.conname !== undefined && constraintOf(table, node.conname)) {
      const text = 'constraint "%s" for relation "%s" already exists';
      refuse(account, subject, text, node.conname, table.name);
    }
    tell(account, subject, alteration, node);
  },
  apply(model, { id }, { command }) {
    defineConstraint(model, id, present(as(command.def, "Constraint")));
  },
};

function addCheck(account: Account, subject: TableSubject, { only }: Alteration, node: Constraint): void {
  const { is_no_inherit: noInherit, skip_validation: unvalidated } = node;
  const table = tableOrName(subject);
  if (noInherit && subject.relation?.kind === "partitioned table") {
    refuse(account, subject, 'cannot add NO INHERIT constraint to partitioned table "%s"', table.name);
    return;
  }
  const name = checkName(table, node);
  const enforced = node.is_enforced === true;
  const validates = enforced && !unvalidated;
  const members = family(account.model, subject, only);
  const form = !enforced
    ? "ALTER TABLE ADD CHECK NOT ENFORCED"
    : unvalidated
      ? "ALTER TABLE ADD CHECK NOT VALID"
      : noInherit && members.length > 1
        ? "ALTER TABLE ADD CHECK NO INHERIT"
        : "ALTER TABLE ADD CHECK";
  const inheriting = noInherit ? members.slice(1) : [];
  const checked = noInherit ? members.slice(0, 1) : members;
  account.act(form, [...scanned(checked, validates ? scanOf("constraint", name) : null), ...inheriting]);
  if (validates && !subject.isNew && !passes(account, subject.relation, node)) {
    const text = 'check constraint "%s" of relation "%s" is violated by some row';
    refuseRows(account, subject, text, name, table.name);
  }
  if (!enforced) return;
  if (!allFresh(account, subject.relation, columnNamesIn(node.raw_expr))) {
    tellBreak(account, subject, breakOf("check constraint", "added"), name);
  }
  // Whether running code writes an older column is not known; it cannot know one of this change.
  for (const column of provenNotNull(node.raw_expr)) {
    if (allFresh(account, subject.relation, [column])) {
      tellRequired(account, subject, column, { notNull: "not valid" });
    }
  }
}

/** Whether it holds in every row because all that it asks about is NULL there: neither true nor NULL violates it. */
function passes(account: Account, table: Table | undefined, node: Constraint): boolean {
  const truth = evaluate(node.raw_expr, (name) => (allNull(account, table, [name]) ? null : undefined));
  return truth === true || truth === null;
}

/** ADD CONSTRAINT … NOT NULL column, from 18 on. */
function addNotNull(account: Account, subject: TableSubject, { only }: Alteration, node: Constraint): void {
  const [name = ""] = nameParts(node.keys);
  const members = family(account.model, subject, only);
  if (node.skip_validation) {
    account.act("ALTER TABLE ADD NOT NULL NOT VALID", members);
    tellRequired(account, subject, name, { notNull: "not valid" });
    return;
  }
  account.act(
    "ALTER TABLE ADD NOT NULL",
    members.map((member) => ({ ...member, ...nullScan(member, name) })),
  );
  requireColumn(account, members, name);
}
