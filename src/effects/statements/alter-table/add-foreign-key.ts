/** ALTER TABLE ADD FOREIGN KEY: both tables are locked, and a partitioned one with all its partitions. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type Constraint as ConstraintNode, nameParts } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { scanOf } from "../../scans.ts";
import { columnOf, indexesOf } from "../../schema/lookup.ts";
import { chooseConstraintName, joinColumnNames } from "../../schema/names.ts";
import type { Table } from "../../schema/relation.ts";
import { below, family, holdsRows, namedTable, type TableSubject } from "../../subject.ts";
import { allFresh, allNull } from "../fresh-columns.ts";
import { bareName } from "../relation-names.ts";
import type { Subcommand } from "./alter-table.ts";

interface Forms {
  readonly plain: Form;
  readonly partitioned: Form;
}

/** The referenced table, in the forms where it is partitioned as the parent of partitions that are locked, too. */
export function referencedWorks(
  { model }: Account,
  referenced: TableSubject,
  validated: string | null,
): { readonly partitioned: boolean; readonly works: readonly Work[] } {
  if (referenced.relation?.kind !== "partitioned table") {
    return { partitioned: false, works: [{ subject: referenced, role: "referenced" }] };
  }
  const partitions = below(model, referenced.relation).map(
    ({ subject }): Work => ({
      subject,
      role: "partition",
      shownAs: "referenced",
      ...(validated !== null && holdsRows(subject) ? { scan: scanOf("referenced keys", validated) } : {}),
    }),
  );
  return {
    partitioned: true,
    works: [{ subject: referenced, role: "parent", shownAs: "referenced" }, ...partitions],
  };
}

function formsOf(node: ConstraintNode): Forms {
  if (node.is_enforced !== true) {
    return {
      plain: "ALTER TABLE ADD FOREIGN KEY NOT ENFORCED",
      partitioned: "ALTER TABLE ADD FOREIGN KEY to partitioned NOT ENFORCED",
    };
  }
  return node.skip_validation
    ? {
        plain: "ALTER TABLE ADD FOREIGN KEY NOT VALID",
        partitioned: "ALTER TABLE ADD FOREIGN KEY to partitioned NOT VALID",
      }
    : { plain: "ALTER TABLE ADD FOREIGN KEY", partitioned: "ALTER TABLE ADD FOREIGN KEY to partitioned" };
}

export function addForeignKey(account: Account, { subject, only }: Subcommand, node: ConstraintNode): void {
  if (!node.pktable) return;
  const referenced = namedTable(account.model, node.pktable);
  const columns = nameParts(node.fk_attrs);
  const table = subject.relation ?? { name: bareName(subject), constraints: [] };
  const name = node.conname ?? chooseConstraintName(table, joinColumnNames(columns), "fkey");
  const enforced = node.is_enforced === true;
  const validates = enforced && !node.skip_validation;
  const isPartitioned = subject.relation?.kind === "partitioned table";
  const at = { relation: subject.name, isNew: subject.isNew };
  if (isPartitioned && node.skip_validation && account.context.major < 18) {
    const reason = `cannot add NOT VALID foreign key on partitioned table "${table.name}"`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42809" });
    return;
  }
  const members = family(account.model, subject, only || !isPartitioned);
  const other = referencedWorks(account, referenced, validates ? name : null);
  const forms = formsOf(node);
  // Tables that inherit get no foreign key; 18 locks them all the same, as the catalogue says.
  const heirs = only || isPartitioned ? [] : below(account.model, subject.relation);
  account.act(
    forms.plain,
    heirs.filter(({ role }) => role === "child"),
  );
  account.act(other.partitioned ? forms.partitioned : forms.plain, [
    ...members.map((member) => ({
      ...member,
      ...(validates && holdsRows(member.subject) ? { scan: scanOf("foreign key", name) } : {}),
    })),
    ...other.works,
  ]);
  if (lacksKey(account, referenced, nameParts(node.pk_attrs))) {
    tellNoKey(account, subject, referenced);
    return;
  }
  if (hadForeignKey(account, subject.relation, columns, referenced)) return;
  if (validates && !subject.isNew && !allNull(account, subject.relation, columns)) {
    const reason = `${columns.join(", ")} may hold values that are not in ${referenced.name}`;
    account.fails({ ...at, when: "on existing rows", reason, sqlstate: "23503" });
  }
  if (enforced && !allFresh(account, subject.relation, columns)) {
    account.breaks({ ...at, ...breakOf("foreign key", "added"), name });
  }
}

export function tellNoKey(account: Account, subject: TableSubject, referenced: TableSubject): void {
  const reason = `there is no unique constraint matching given keys for referenced table "${bareName(referenced)}"`;
  account.fails({ when: "always", relation: subject.name, reason, sqlstate: "42830", isNew: subject.isNew });
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

/** The referenced columns are certainly no key: the table and its indexes are known, and none fits. */
export function lacksKey({ model }: Account, referenced: TableSubject, names: readonly string[]): boolean {
  const table = referenced.relation;
  if (!table?.known) return false;
  if (names.length === 0) return !table.constraints.some((it) => it.kind === "primary key");
  const numbers = names.map((name) => columnOf(table, name)?.number);
  if (numbers.includes(undefined)) return false;
  return !indexesOf(model, table.id).some(
    (index) =>
      index.unique &&
      index.predicate === null &&
      index.keys.length === numbers.length &&
      index.keys.every((key) => "column" in key && numbers.includes(key.column)),
  );
}
