/** ALTER TABLE ADD FOREIGN KEY: both tables are locked, and a partitioned one with all its partitions. */
import { type Constraint, nameParts, present } from "../../../sql/nodes.ts";
import type { Account } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { columnOf } from "../../schema/lookup.ts";
import type { Table } from "../../schema/relation.ts";
import { below, family, namedTable, type TableSubject, tableOrName } from "../../subject.ts";
import { foreignKeyName } from "../constraint-definition.ts";
import { lacksKey, NO_KEY, referencedWorks } from "../foreign-key.ts";
import { bareName } from "../relation-names.ts";
import { allFresh, allNull, tellBreak } from "../running-code.ts";
import { scanned } from "../works.ts";
import type { Alteration } from "./subcommand.ts";

export function addForeignKey(
  account: Account,
  subject: TableSubject,
  { only }: Alteration,
  node: Constraint,
): void {
  const referenced = namedTable(account.model, present(node.pktable));
  const columns = nameParts(node.fk_attrs);
  const table = tableOrName(subject);
  const name = foreignKeyName(table, node, columns);
  const enforced = node.is_enforced === true;
  const validates = enforced && !node.skip_validation;
  const isPartitioned = subject.relation?.kind === "partitioned table";
  if (isPartitioned && node.skip_validation && account.context.major < 18) {
    refuse(account, subject, 'cannot add NOT VALID foreign key on partitioned table "%s"', table.name);
    return;
  }
  const members = family(account.model, subject, only || !isPartitioned);
  const other = referencedWorks(account, referenced, validates ? name : null);
  const suffix = !enforced ? " NOT ENFORCED" : node.skip_validation ? " NOT VALID" : "";
  const plain = `ALTER TABLE ADD FOREIGN KEY${suffix}` as const;
  // Tables that inherit get no foreign key; 18 locks them all the same, as the catalogue says.
  const heirs = only || isPartitioned ? [] : below(account.model, subject.relation);
  account.act(
    plain,
    heirs.filter(({ role }) => role === "child"),
  );
  account.act(other.partitioned ? `ALTER TABLE ADD FOREIGN KEY to partitioned${suffix}` : plain, [
    ...scanned(members, validates ? scanOf("foreign key", name) : null),
    ...other.works,
  ]);
  if (lacksKey(account, referenced, nameParts(node.pk_attrs))) {
    refuse(account, subject, NO_KEY, bareName(referenced));
    return;
  }
  if (hadForeignKey(account, subject.relation, columns, referenced)) return;
  if (validates && !subject.isNew && !allNull(account, subject.relation, columns)) {
    const text = "%s may hold values that are not in %s";
    refuseRows(account, subject, text, columns.join(", "), referenced.name);
  }
  if (enforced && !allFresh(account, subject.relation, columns)) {
    tellBreak(account, subject, breakOf("foreign key", "added"), name);
  }
}

/** This change dropped the same foreign key: its rows and running code keep to it. */
function hadForeignKey(
  { model }: Account,
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
