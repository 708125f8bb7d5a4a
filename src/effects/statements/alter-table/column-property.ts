/** ALTER COLUMN for identity, generation and statistics; inheritance and tablespace of a table. */
import type { Form } from "../../../postgres/catalogue.ts";
import { as } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { columnOf, indexesOf, sequencesOf } from "../../schema/lookup.ts";
import { qualifiedName } from "../../schema/relation.ts";
import { family, namedTable, subjectOf } from "../../subject.ts";
import { isFresh } from "../fresh-columns.ts";
import { tellRequired } from "../newly-required.ts";
import { bareName } from "../relation-names.ts";
import { restartOf, tellSetBack } from "../sequence.ts";
import type { Subcommand, SubcommandReader } from "./alter-table.ts";
import { identityIn } from "./apply.ts";
import { missingColumn } from "./column.ts";

export function setStatistics(account: Account, { subject, only }: Subcommand): void {
  account.act("ALTER TABLE ALTER COLUMN SET STATISTICS", family(account.model, subject, only));
}

export function setStorage(account: Account, { subject, only }: Subcommand): void {
  account.act("ALTER TABLE ALTER COLUMN SET STORAGE", family(account.model, subject, only));
}

export function addIdentity(account: Account, subcommand: Subcommand): void {
  if (missingColumn(account, subcommand)) return;
  const { subject, command } = subcommand;
  const column = columnOf(subject.relation, command.name ?? "");
  if (column?.notNull === "no") {
    const reason = `column "${column.name}" of relation "${bareName(subject)}" must be declared NOT NULL before identity can be added`;
    account.fails({
      when: "always",
      relation: subject.name,
      reason,
      sqlstate: "55000",
      isNew: subject.isNew,
    });
    return;
  }
  account.act("ALTER TABLE ALTER COLUMN ADD GENERATED AS IDENTITY", [{ subject, role: "target" }]);
  if (as(command.def, "Constraint")?.generated_when === "a") tellGenerated(account, subcommand);
}

/** GENERATED ALWAYS: an INSERT that gives a value fails (428C9). */
function tellGenerated(account: Account, { subject, command }: Subcommand): void {
  const column = columnOf(subject.relation, command.name ?? "");
  if (!column || column.identity === "always" || isFresh(account, column)) return;
  const { name: relation, isNew } = subject;
  account.breaks({ ...breakOf("column", "generated"), relation, name: column.name, isNew });
}

/** SET GENERATED, RESTART … and DROP IDENTITY also lock the sequence behind the column. */
export function changeIdentity(form: Form): SubcommandReader {
  return (account, subcommand) => {
    if (missingColumn(account, subcommand)) return;
    const { subject, command } = subcommand;
    const { model } = account;
    const column = columnOf(subject.relation, command.name ?? "");
    const sequences =
      subject.relation && column?.identity ? sequencesOf(model, subject.relation.id, column.number) : [];
    account.act(form, [
      { subject, role: "target" },
      ...sequences.map((sequence) => ({ subject: subjectOf(model, sequence), role: "sequence" as const })),
    ]);
    const restart = restartOf(as(command.def, "List")?.items);
    const [sequence] = sequences;
    if (restart !== undefined && sequence) tellSetBack(account, subjectOf(model, sequence), restart);
    if (command.subtype === "AT_DropIdentity" && column) {
      tellRequired(account, subject, column.name, { identity: null });
    } else if (identityIn(command.def) === "always") tellGenerated(account, subcommand);
  };
}

export function setExpression(account: Account, subcommand: Subcommand): void {
  if (missingColumn(account, subcommand)) return;
  const { subject, command } = subcommand;
  const column = columnOf(subject.relation, command.name ?? "");
  if (column?.generated?.kind === "virtual") {
    account.act("ALTER TABLE ALTER COLUMN SET EXPRESSION virtual", [{ subject, role: "target" }]);
    return;
  }
  const indexes = subject.relation ? indexesOf(account.model, subject.relation.id) : [];
  const work: Work = {
    subject,
    role: "target",
    rewrite: true,
    builds: indexes.map(qualifiedName),
    assumed: !column?.generated,
  };
  account.act("ALTER TABLE ALTER COLUMN SET EXPRESSION", [work]);
}

export function dropExpression(account: Account, subcommand: Subcommand): void {
  if (missingColumn(account, subcommand)) return;
  const { subject, command } = subcommand;
  if (columnOf(subject.relation, command.name ?? "")?.generated?.kind === "virtual") {
    const reason = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
    account.fails({
      when: "always",
      relation: subject.name,
      reason,
      sqlstate: "0A000",
      isNew: subject.isNew,
    });
    return;
  }
  account.act("ALTER TABLE ALTER COLUMN DROP EXPRESSION", [{ subject, role: "target" }]);
  tellRequired(account, subject, command.name ?? "", { generated: null });
}

/** INHERIT and NO INHERIT: in their witnesses the parent is the target. */
export function changeInherit(form: Form): SubcommandReader {
  return (account, { subject, command }) => {
    const range = as(command.def, "RangeVar");
    if (!range) return;
    const parent = namedTable(account.model, range);
    const child = subject.relation;
    const missing =
      form === "ALTER TABLE INHERIT" && child?.known
        ? parent.relation?.columns.find((column) => !columnOf(child, column.name))
        : undefined;
    if (missing) {
      const reason = `child table is missing column "${missing.name}"`;
      account.fails({
        when: "always",
        relation: subject.name,
        reason,
        sqlstate: "42804",
        isNew: subject.isNew,
      });
      return;
    }
    account.act(form, [
      { subject, role: "child", shownAs: "target" },
      { subject: parent, role: "target", shownAs: "parent" },
    ]);
  };
}
