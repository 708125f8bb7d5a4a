/** ALTER TABLE ADD FOREIGN KEY: both tables are locked, and a partitioned one with all its partitions. */
import { type Constraint, nameParts, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver } from "../../deriver.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { columnNames, columnOf, primaryKeyOf } from "../../schema/lookup.ts";
import type { Table } from "../../schema/relation.ts";
import { below, family, type Member, namedTable, type TableSubject, tableOrName } from "../../subject.ts";
import { foreignKeyName } from "../constraint-definition.ts";
import { lacksKey, NO_KEY, referencedWorks } from "../foreign-key.ts";
import { bareName } from "../relation-names.ts";
import { allFresh, allNull, reportBreak } from "../running-code.ts";
import { scanned } from "../works.ts";
import type { Alteration } from "./subcommand.ts";

export function addForeignKey(
  deriver: Deriver,
  subject: TableSubject,
  { only }: Alteration,
  node: Constraint,
): void {
  const referenced = namedTable(deriver.model, present(node.pktable));
  const columns = nameParts(node.fk_attrs);
  const table = tableOrName(subject);
  const name = foreignKeyName(table, node, columns);
  const enforced = node.is_enforced === true;
  const validates = enforced && !node.skip_validation;
  const isPartitioned = subject.relation?.kind === "partitioned table";
  if (isPartitioned && node.skip_validation && deriver.context.major < 18) {
    refuse(deriver, subject, 'cannot add NOT VALID foreign key on partitioned table "%s"', table.name);
    return;
  }
  const members = family(deriver.model, subject, only || !isPartitioned);
  const other = referencedWorks(deriver, referenced, validates ? name : null);
  const suffix = !enforced ? " NOT ENFORCED" : node.skip_validation ? " NOT VALID" : "";
  const plain = `ALTER TABLE ADD FOREIGN KEY${suffix}` as const;
  // Tables that inherit get no foreign key; 18 locks them all the same, as the catalogue says.
  const heirs = only || isPartitioned ? [] : below(deriver.model, subject.relation);
  deriver.act(
    plain,
    heirs.filter(({ role }) => role === "child"),
  );
  deriver.act(other.partitioned ? `ALTER TABLE ADD FOREIGN KEY to partitioned${suffix}` : plain, [
    ...members.flatMap((member) =>
      scanned(
        [member],
        validates && !isTakenOver(member, node, referenced) ? scanOf("foreign key", name) : null,
      ),
    ),
    ...other.works,
  ]);
  if (lacksKey(deriver, referenced, nameParts(node.pk_attrs))) {
    refuse(deriver, subject, NO_KEY, bareName(referenced));
    return;
  }
  if (hadForeignKey(deriver, subject.relation, columns, referenced)) return;
  if (validates && !subject.isNew && !allNull(deriver, subject.relation, columns)) {
    const text = "%s may hold values that are not in %s";
    refuseRows(deriver, subject, text, columns.join(", "), referenced.name);
  }
  if (enforced && !allFresh(deriver, subject.relation, columns)) {
    reportBreak(deriver, subject, breakOf("foreign key", "added"), name);
  }
}

/** This change dropped the same foreign key: its rows and running code keep to it. */
function hadForeignKey(
  { model }: Deriver,
  table: Table | undefined,
  names: readonly string[],
  referenced: TableSubject,
): boolean {
  const numbers = names.map((name) => columnOf(table, name)?.number);
  return (
    table?.formerKeys.some(
      ({ change, kind, columns, references }) =>
        change === model.change &&
        kind === "foreign key" &&
        references === referenced.relation?.id &&
        columns.length === numbers.length &&
        columns.every((number) => numbers.includes(number)),
    ) ?? false
  );
}

/**
 * The partition has the same foreign key, valid: it becomes a part of the parent's, and no row is read. The partitions below
 * one that has none are asked in turn.
 */
function isTakenOver({ subject, role }: Member, node: Constraint, referenced: TableSubject): boolean {
  const table = subject.relation;
  const target = referenced.relation;
  if (role === "target" || table === undefined || target === undefined) return false;
  const columns = nameParts(node.fk_attrs);
  const keys = node.pk_attrs
    ? nameParts(node.pk_attrs)
    : columnNames(target, primaryKeyOf(target)?.columns ?? []);
  const asked = JSON.stringify([
    columns,
    keys,
    actionsOf(node),
    node.deferrable === true,
    node.initdeferred === true,
  ]);
  return table.constraints.some(
    ({ kind, valid, references, deferrable, deferred, columns: own }) =>
      kind === "foreign key" &&
      valid &&
      references?.table === target.id &&
      asked ===
        JSON.stringify([
          columnNames(table, own),
          columnNames(target, references.columns),
          [references.actions.onDelete, references.actions.onUpdate],
          deferrable,
          deferred,
        ]),
  );
}

function actionsOf({ fk_del_action = "a", fk_upd_action = "a" }: Constraint): [string, string] {
  return [fk_del_action, fk_upd_action];
}
