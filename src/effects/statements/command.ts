/** What lockgate knows of one kind of statement. */
import { formFacts, formNamed } from "../../postgres/catalogue.ts";
import { MAJORS } from "../../postgres/majors.ts";
import { commandTag } from "../../sql/command-tag.ts";
import { kindOf, type Node, type NodeKind, type NodeOf } from "../../sql/nodes.ts";
import type { ApplyContext, ApplyStatement } from "../derive-context.ts";
import type { Deriver } from "../deriver.ts";
import type { SchemaModel } from "../schema/model.ts";

/** Kinds of nodes that are statements by themselves: not parts of one, nor PL/pgSQL's. */
export type StatementKind = Exclude<
  Extract<NodeKind, `${string}Stmt`>,
  "PLAssignStmt" | "RawStmt" | "ReplicaIdentityStmt" | "ReturnStmt" | "SetOperationStmt"
>;

export interface Command<K extends StatementKind> {
  /** Adds what PostgreSQL does on the statement; the model is the one before it. */
  readonly tell: (deriver: Deriver, statement: NodeOf<K>, node: Node) => void;
  /** Makes of the model what the statement makes of the schema; left out: nothing that the model keeps changes. */
  readonly apply?: (
    model: SchemaModel,
    statement: NodeOf<K>,
    context: ApplyContext,
    applyStatement: ApplyStatement,
  ) => void;
}

/**
 * A statement about an object that is no relation, by the name of its form: as its witnesses have shown, it locks no
 * table. A form without witnesses, one whose witnesses lock a relation or all fail, is unanalyzed.
 */
export function reportWithoutLocks(deriver: Deriver, name: string): void {
  const form = formNamed(name);
  const ran = form && MAJORS.some((major) => formFacts(form, major).fails === undefined);
  const locks = form && MAJORS.some((major) => Object.keys(formFacts(form, major).locks).length > 0);
  if (ran && !locks) deriver.act(form, []);
  else deriver.unanalyzed(`${name} was not measured`);
}

/** A statement about an object that is no relation: it locks no table, as the witnesses of its command tag show. */
export const byCommandTag = {
  tell: (deriver: Deriver, _statement: object, node: Node): void =>
    reportWithoutLocks(deriver, commandTag(node)),
};

/** It speaks of the session or the transaction and touches no relation. */
export const sessionOnly = { tell: (): void => {} };

/** No witness shows what it does. */
export const notMeasured = {
  tell: (deriver: Deriver, _statement: object, node: Node): void =>
    deriver.unanalyzed(`${kindOf(node)} was not measured`),
};
