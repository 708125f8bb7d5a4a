/** ALTER TABLE ADD CONSTRAINT: CHECK and NOT NULL here, keys and foreign keys beside. */
import { as, type Constraint, nameParts, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import { evaluate } from "../../constant.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { columnNamesIn, provenNotNull } from "../../schema/expression.ts";
import { constraintOf } from "../../schema/lookup.ts";
import type { Table } from "../../schema/relation.ts";
import { family, type TableSubject, tableOrName } from "../../subject.ts";
import { checkName, defineConstraint } from "../constraint-definition.ts";
import { allFresh, allNull, reportBreak, reportRequired } from "../running-code.ts";
import { scanned } from "../works.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addKey } from "./add-key.ts";
import { nullScan, requireColumn } from "./not-null.ts";
import type { Alteration, Subcommand } from "./subcommand.ts";

type TellConstraint = (
  deriver: Deriver,
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
  tell(deriver, subject, alteration) {
    const node = present(as(alteration.command.def, "Constraint"));
    const tell = TELL[present(node.contype)];
    if (!tell) return deriver.unanalyzed(`ADD CONSTRAINT ${node.contype} was not measured`);
    const table = subject.relation;
    if (table && node.conname !== undefined && constraintOf(table, node.conname)) {
      const text = 'constraint "%s" for relation "%s" already exists';
      refuse(deriver, subject, text, node.conname, table.name);
    }
    tell(deriver, subject, alteration, node);
  },
  apply(model, { id }, { command }) {
    defineConstraint(model, id, present(as(command.def, "Constraint")));
  },
};

function addCheck(deriver: Deriver, subject: TableSubject, { only }: Alteration, node: Constraint): void {
  const { is_no_inherit: noInherit, skip_validation: unvalidated } = node;
  const table = tableOrName(subject);
  if (noInherit && subject.relation?.kind === "partitioned table") {
    refuse(deriver, subject, 'cannot add NO INHERIT constraint to partitioned table "%s"', table.name);
    return;
  }
  const name = checkName(table, node);
  const enforced = node.is_enforced === true;
  const validates = enforced && !unvalidated;
  const members = family(deriver.model, subject, only);
  const form = !enforced
    ? "ALTER TABLE ADD CHECK NOT ENFORCED"
    : unvalidated
      ? "ALTER TABLE ADD CHECK NOT VALID"
      : noInherit && members.length > 1
        ? "ALTER TABLE ADD CHECK NO INHERIT"
        : "ALTER TABLE ADD CHECK";
  const inheriting = noInherit ? members.slice(1) : [];
  const checked = noInherit ? members.slice(0, 1) : members;
  deriver.act(form, [...scanned(checked, validates ? scanOf("constraint", name) : null), ...inheriting]);
  if (validates && !subject.isNew && !passes(deriver, subject.relation, node)) {
    const text = 'check constraint "%s" of relation "%s" is violated by some row';
    refuseRows(deriver, subject, text, name, table.name);
  }
  if (!enforced) return;
  if (!allFresh(deriver, subject.relation, columnNamesIn(node.raw_expr))) {
    reportBreak(deriver, subject, breakOf("check constraint", "added"), name);
  }
  // Whether running code writes an older column is not known; it cannot know one of this change.
  for (const column of provenNotNull(node.raw_expr)) {
    if (allFresh(deriver, subject.relation, [column])) {
      reportRequired(deriver, subject, column, { notNull: "not valid" });
    }
  }
}

/** Whether it holds in every row because all that it asks about is NULL there: neither true nor NULL violates it. */
function passes(deriver: Deriver, table: Table | undefined, node: Constraint): boolean {
  const truth = evaluate(node.raw_expr, (name) => (allNull(deriver, table, [name]) ? null : undefined));
  return truth === true || truth === null;
}

/** ADD CONSTRAINT … NOT NULL column, from 18 on. */
function addNotNull(deriver: Deriver, subject: TableSubject, { only }: Alteration, node: Constraint): void {
  const [name = ""] = nameParts(node.keys);
  const members = family(deriver.model, subject, only);
  if (node.skip_validation) {
    deriver.act("ALTER TABLE ADD NOT NULL NOT VALID", members);
    reportRequired(deriver, subject, name, { notNull: "not valid" });
    return;
  }
  deriver.act(
    "ALTER TABLE ADD NOT NULL",
    members.map((member) => ({ ...member, ...nullScan(member, name) })),
  );
  requireColumn(deriver, members, name);
}
