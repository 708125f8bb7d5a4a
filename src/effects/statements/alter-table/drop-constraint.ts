/** ALTER TABLE DROP CONSTRAINT. */

import type { Form } from "../../../postgres/catalogue.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { closeConstraint } from "../../schema/cascade.ts";
import { tableById } from "../../schema/find-relation.ts";
import { nothingGone } from "../../schema/gone.ts";
import { constraintOf } from "../../schema/lookup.ts";
import { updateTable } from "../../schema/put-relation.ts";
import type { Constraint } from "../../schema/relation.ts";
import { removeGone } from "../../schema/remove.ts";
import { below, type TableSubject, tableSubject } from "../../subject.ts";
import { blocked, lockedByDrop, tellGone } from "../drop/dropped-objects.ts";
import { referencedWorks } from "../foreign-key.ts";
import { isFresh, tellBreak } from "../running-code.ts";
import { failsOnMissingConstraint, notNullNamed } from "./constraint.ts";
import type { Subcommand } from "./subcommand.ts";

export const dropConstraint: Subcommand = {
  tell(account, subject, { command }) {
    const { name = "", behavior, missing_ok: ifExists } = command;
    const table = subject.relation;
    const target: Work = { subject, role: "target" };
    const constraint = constraintOf(table, name);
    // Whether the partitions have it or not: none of them may be in use.
    const isPartitioned = table?.kind === "partitioned table";
    if (!table || !constraint) {
      if (!ifExists && !notNullNamed(table, name) && failsOnMissingConstraint(account, subject, name)) return;
      const partitions = isPartitioned ? below(account.model, table) : [];
      account.act("ALTER TABLE DROP CONSTRAINT", [target, ...partitions]);
      return;
    }
    const cascade = behavior === "DROP_CASCADE";
    const gone = nothingGone();
    closeConstraint(account.model, gone, table, constraint);
    const words = `constraint ${name} on table ${table.name}`;
    if (!cascade && blocked(account, gone, words, subject)) return;
    const children = new Set(gone.constraints.map((it) => it.table.id));
    const members = below(account.model, table).filter(
      (it) => isPartitioned || children.has(it.subject.relation?.id ?? 0),
    );
    const roots = new Set([table.id, ...members.flatMap((it) => it.subject.relation?.id ?? [])]);
    if (constraint.kind === "foreign key") dropForeignKey(account, constraint, [target, ...members]);
    else {
      const form = cascade ? "ALTER TABLE DROP CONSTRAINT CASCADE" : "ALTER TABLE DROP CONSTRAINT";
      account.act("ALTER TABLE DROP CONSTRAINT", [target, ...members]);
      account.act(form, lockedByDrop(account, gone, roots));
    }
    tellKeyDropped(account, subject, constraint);
    tellGone(account, { ...gone, relations: new Set() }, roots);
  },
  apply(model, table, { command: { name = "" } }) {
    const constraint = constraintOf(table, name);
    if (constraint) {
      const gone = nothingGone();
      closeConstraint(model, gone, table, constraint);
      removeGone(model, gone);
      return;
    }
    const named = notNullNamed(table, name);
    const columns = table.columns.map((column) =>
      column === named ? { ...column, notNull: "no" as const, notNullName: null } : column,
    );
    updateTable(model, table.id, { columns });
  },
};

/** The triggers of a foreign key are dropped from the other table, too. */
function dropForeignKey(account: Account, constraint: Constraint, own: readonly Work[]): void {
  const table = tableById(account.model, constraint.references?.table);
  const other = table ? referencedWorks(account, tableSubject(account.model, table), null) : null;
  const [target] = own;
  const works = other && table?.id !== target?.subject.relation?.id ? other.works : [];
  const form: Form = other?.partitioned
    ? "ALTER TABLE DROP CONSTRAINT foreign key to partitioned"
    : constraint.enforced
      ? "ALTER TABLE DROP CONSTRAINT foreign key"
      : "ALTER TABLE DROP CONSTRAINT foreign key NOT ENFORCED";
  account.act(form, [...own, ...works]);
}

const KEYS = {
  "primary key": "primary key",
  unique: "unique constraint",
  exclude: "exclusion constraint",
  check: null,
  "not null": null,
  "foreign key": null,
} as const;

/** ON CONFLICT and foreign keys of code that is still running rely on a key. */
function tellKeyDropped(account: Account, subject: TableSubject, constraint: Constraint): void {
  const key = KEYS[constraint.kind];
  if (key === null || isFresh(account, constraint)) return;
  tellBreak(account, subject, breakOf(key, "dropped"), constraint.name);
}
