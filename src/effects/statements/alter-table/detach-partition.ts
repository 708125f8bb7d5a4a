/** ALTER TABLE DETACH PARTITION. */

import { as, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { defaultBeside } from "../../partition-bound.ts";
import { refuse, refuseRows } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { findTable } from "../../schema/find-relation.ts";
import { indexesOf } from "../../schema/lookup.ts";
import { putRelation, updateTable } from "../../schema/put-relation.ts";
import type { Trigger } from "../../schema/relation.ts";
import { namedTable, type TableSubject, tableSubject } from "../../subject.ts";
import { referencedBy, referencing } from "../partition.ts";
import { reportBreak } from "../running-code.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

export const detachPartition = {
  tell(deriver, parent, { command }) {
    const { name, concurrent } = present(as(command.def, "PartitionCmd"));
    const child = namedTable(deriver.model, present(name));
    const beside = parent.relation && defaultBeside(deriver.model, parent.relation);
    const isDefault = beside !== undefined && beside.id === child.relation?.id;
    if (concurrent && beside)
      return refuse(deriver, parent, "cannot detach partitions concurrently when a default partition exists");
    const works: Work[] = [
      { subject: parent, role: "parent" },
      { subject: child, role: isDefault ? "default partition" : "target", shownAs: "partition" },
    ];
    const referrers = referencing(deriver, parent.relation);
    if (concurrent) {
      works.push(...referrers);
      deriver.act("ALTER TABLE DETACH PARTITION CONCURRENTLY", works, "ALTER TABLE ... DETACH CONCURRENTLY");
    } else {
      if (beside && !isDefault)
        works.push({ subject: tableSubject(deriver.model, beside), role: "default partition" });
      const scan = scanOf("referencing rows", null);
      works.push(...referencedBy(deriver, parent.relation), ...referrers.map((work) => ({ ...work, scan })));
      deriver.act("ALTER TABLE DETACH PARTITION", works);
    }
    reportReferrers(deriver, child, referrers);
    reportBreak(deriver, parent, breakOf("partition", "detached"), child.name);
  },
  apply(model, parent, { command }) {
    const { name } = present(as(command.def, "PartitionCmd"));
    const child = findTable(model, present(name));
    if (!child) return;
    // Copies of the parent's triggers go; its constraints stay.
    const isCopy = ({ name, perRow }: Trigger) => perRow && parent.triggers.some((it) => it.name === name);
    const triggers = child.triggers.filter((trigger) => !isCopy(trigger));
    updateTable(model, child.id, { partition: null, triggers });
    for (const index of indexesOf(model, child.id)) putRelation(model, { ...index, parent: null });
  },
} satisfies Subcommand;

export const finalizeDetach = lockOnly("ALTER TABLE DETACH PARTITION FINALIZE", detachPartition.apply);

/** The partition's rows leave the table that the others refer to. */
function reportReferrers(deriver: Deriver, child: TableSubject, referrers: readonly Work[]): void {
  for (const { subject } of referrers) {
    if (subject.isNew || child.isNew) continue;
    refuseRows(deriver, subject, 'rows may refer to rows of "%s"', child.relation?.name ?? child.name);
  }
}
