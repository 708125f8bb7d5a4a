/** ALTER TABLE ATTACH PARTITION. */

import { as, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { boundOf, keyColumnOf, provesFit, provesNoFit } from "../../partition-bound.ts";
import { type Refusal, refusal, refuseRows, refuseWith } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { ensureTable } from "../../schema/define.ts";
import { childrenOf, columnOf, constraintOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { RelationId, Table } from "../../schema/relation.ts";
import { below, holdsRows, type Member, namedTable } from "../../subject.ts";
import { indexesMadeBy } from "../new-key.ts";
import { boundIn, type NewPartition, putPartition, reportOverlap, worksAround } from "../partition.ts";
import { reportBreak } from "../running-code.ts";
import type { Alteration, Subcommand } from "./subcommand.ts";

export const attachPartition: Subcommand = {
  tell(deriver, parent, alteration) {
    const { range, bound } = partitionIn(alteration);
    const child = namedTable(deriver.model, range);
    const refused = refusalOf(parent.relation, child.relation);
    if (refused) return refuseWith(deriver, child, refused);
    const name = range.relname ?? "";
    const partition = { parent, child, name, ...boundIn(bound) };
    const fits = isFitting(deriver, partition);
    const members: Member[] = [{ subject: child, role: "target" }, ...below(deriver.model, child.relation)];
    const made = indexesMadeBy(deriver.model, parent, (fork, { id }) => attach(fork, id, alteration));
    const keys = newForeignKeys(parent.relation, child.relation);
    deriver.act("ALTER TABLE ATTACH PARTITION", [
      { subject: parent, role: "parent" },
      ...members.flatMap((member): Work[] => {
        if (!holdsRows(member.subject)) return [member];
        const scan = scanOf("partition bound");
        return [
          { ...member, builds: made?.get(member.subject.relation?.id ?? 0) ?? [], ...(fits ? {} : { scan }) },
          ...keys.map((key) => ({ ...member, scan: scanOf("foreign key", key) })),
        ];
      }),
      ...worksAround(deriver, partition),
    ]);
    reportOverlap(deriver, partition);
    if (!fits && !child.isNew) {
      refuseRows(deriver, child, 'partition constraint of relation "%s" is violated by some row', name);
    }
    // What its CHECK has asked of rows all along, the partition asks again.
    const hadCheck = child.relation?.constraints.some(
      (it) => it.kind === "check" && it.born !== deriver.model.change,
    );
    if (!fits || !hadCheck) reportBreak(deriver, child, breakOf("partition", "attached"), child.name);
  },
  apply: (model, { id }, alteration) => attach(model, id, alteration),
};

function partitionIn({ command }: Alteration) {
  const { name, bound } = present(as(command.def, "PartitionCmd"));
  return { range: present(name), bound };
}

function attach(model: SchemaModel, id: RelationId, alteration: Alteration): void {
  const { range, bound } = partitionIn(alteration);
  const child = ensureTable(model, range);
  updateTable(model, id, { kind: "partitioned table" });
  putPartition(model, id, child.id, bound);
}

/** Why the table cannot be a partition of the parent. */
function refusalOf(parent: Table | undefined, child: Table | undefined): Refusal | null {
  if (!parent?.known || !child?.known) return null;
  for (const column of parent.columns) {
    const own = columnOf(child, column.name);
    if (!own) return refusal('child table is missing column "%s"', column.name);
    if (column.notNull === "yes" && own.notNull === "no") {
      const text = 'column "%s" in child table "%s" must be marked NOT NULL';
      return refusal(text, column.name, child.name);
    }
  }
  const missing = parent.constraints.find(
    (it) => it.kind === "check" && !it.noInherit && !constraintOf(child, it.name),
  );
  return missing ? refusal('child table is missing constraint "%s"', missing.name) : null;
}

/** Constraints prove that every row of the table belongs to the partition. */
function isFitting({ model }: Deriver, { parent, child, bound, isDefault }: NewPartition): boolean {
  const key = parent.relation && keyColumnOf(parent.relation);
  const column = key && columnOf(child?.relation, key.name);
  if (!parent.relation || !child?.relation || !column) return false;
  if (!isDefault) return bound !== null && provesFit(child.relation, column, bound);
  const table = child.relation;
  const siblings = childrenOf(model, parent.relation.id).map((it) => boundOf(it.partition?.bound));
  return siblings.every((its) => its !== null && provesNoFit(table, column.name, its));
}

/** Names of the parent's foreign keys that the partition does not have itself. */
function newForeignKeys(parent: Table | undefined, child: Table | undefined): string[] {
  return (parent?.constraints ?? [])
    .filter((it) => it.kind === "foreign key" && it.valid)
    .filter((it) => !child?.constraints.some((own) => own.references?.table === it.references?.table))
    .map(({ name }) => name);
}
