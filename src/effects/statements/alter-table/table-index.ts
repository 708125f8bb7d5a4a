/** CLUSTER ON and REPLICA IDENTITY USING INDEX: an index that the table keeps to is locked, too. */

import type { Form } from "../../../postgres/catalogue.ts";
import { as, present, type ReplicaIdentityStmt } from "../../../sql/nodes.ts";
import { findRelation } from "../../schema/find-relation.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { Index, Table } from "../../schema/relation.ts";
import { subjectOf } from "../../subject.ts";
import { type Alteration, lockOnly, type Subcommand } from "./subcommand.ts";

function lockWithIndex(form: Form, indexName: (alteration: Alteration) => string | undefined) {
  return {
    tell(deriver, subject, alteration) {
      const { model } = deriver;
      const index = subject.relation && indexNamed(model, subject.relation, indexName(alteration));
      deriver.act(form, [
        { subject, role: "target" },
        ...(index ? [{ subject: subjectOf(model, index), role: "index" as const }] : []),
      ]);
    },
  } satisfies Subcommand;
}

function indexNamed(model: SchemaModel, { schema }: Table, name: string | undefined): Index | undefined {
  if (name === undefined) return undefined;
  const found = findRelation(model, { schemaname: schema, relname: name });
  return found?.kind === "index" ? found : undefined;
}

export function clusterOn(form: Form): Subcommand {
  return {
    ...lockWithIndex(form, ({ command }) => command.name),
    apply: (model, { id }, { command }) => updateTable(model, id, { clusterOn: command.name ?? null }),
  };
}

export const setWithoutCluster = lockOnly("ALTER TABLE CLUSTER ON", (model, { id }) =>
  updateTable(model, id, { clusterOn: null }),
);

export const setReplicaIdentity: Subcommand = {
  ...lockWithIndex("ALTER TABLE REPLICA IDENTITY", (alteration) => identityIn(alteration).name),
  apply: (model, table, alteration) =>
    updateTable(model, table.id, { replicaIdentity: identityOf(model, table, identityIn(alteration)) }),
};

function identityIn({ command }: Alteration): ReplicaIdentityStmt {
  return present(as(command.def, "ReplicaIdentityStmt"));
}

/** By the letters of pg_class.relreplident. */
function identityOf(
  model: SchemaModel,
  table: Table,
  { identity_type: type, name }: ReplicaIdentityStmt,
): Table["replicaIdentity"] {
  if (type === "f") return "full";
  if (type !== "i") return type === "n" ? "nothing" : "default";
  const index = indexNamed(model, table, name);
  return index ? { index: index.id } : "default";
}
