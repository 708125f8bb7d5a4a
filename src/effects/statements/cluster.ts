/** CLUSTER, and the rewrite that VACUUM FULL shares with it. */

import type { Deriver, Work } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { findRelation, findTable, tables } from "../schema/find-relation.ts";
import { indexesOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { updateTable } from "../schema/put-relation.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { family, holdsRows, type Member, namedTable, subjectOf, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const cluster: Command<"ClusterStmt"> = {
  tell(deriver, { relation, indexname }) {
    const { model } = deriver;
    if (!relation) {
      const marked = [...tables(model)].filter((table) => table.clusterOn !== null);
      if (!model.complete) deriver.unanalyzed("which tables are marked for CLUSTER is not known");
      return deriver.act(
        "CLUSTER all",
        marked.map((table) => rewriteOf(deriver)({ subject: tableSubject(model, table), role: "target" })),
        "CLUSTER",
      );
    }
    const subject = namedTable(model, relation);
    if (failsOnAbsent(deriver, subject)) return;
    const table = subject.relation;
    if (indexname === undefined && table?.known && table.clusterOn === null) {
      const text = 'there is no previously clustered index for table "%s"';
      return refuse(deriver, subject, text, table.name);
    }
    const partitioned = table?.kind === "partitioned table";
    deriver.act(partitioned ? "CLUSTER partitioned" : "CLUSTER", [
      ...family(model, subject, !partitioned).map(rewriteOf(deriver)),
      ...(partitioned ? [] : indexWork(model, table, indexname)),
    ]);
  },
  apply(model, { relation, indexname }) {
    const table = relation && findTable(model, relation);
    if (table && indexname !== undefined) updateTable(model, table.id, { clusterOn: indexname });
  },
};

function indexWork(model: SchemaModel, table: Table | undefined, name: string | undefined): Work[] {
  if (!table || name === undefined) return [];
  const index = findRelation(model, { schemaname: table.schema, relname: name });
  return index?.kind === "index" ? [{ subject: subjectOf(model, index), role: "index" }] : [];
}

/** A table that has rows is rewritten, with its indexes. */
export function rewriteOf({ model }: Deriver): (member: Member) => Work {
  return ({ subject, role }) => {
    if (!holdsRows(subject)) return { subject, role };
    const indexes = subject.relation ? indexesOf(model, subject.relation.id) : [];
    return { subject, role, rewrite: true, builds: indexes.map(qualifiedName) };
  };
}
