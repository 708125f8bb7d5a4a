/** Triggers, rules and policies: brief locks on their table, and on partitions that have a copy. */
import {
  type AlterPolicyStmt,
  as,
  type CreateEventTrigStmt,
  type CreatePolicyStmt,
  type CreateTrigStmt,
  nameParts,
  type RuleStmt,
} from "../../sql/nodes.ts";
import type { Account, Work } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { readQuery } from "../schema/query.ts";
import { routinesNamed } from "../schema/routine.ts";
import { below, named, namedTable, type TableSubject } from "../subject.ts";
import { bareName } from "./relation-names.ts";
import { sources } from "./rows/query-sources.ts";

/** The table and the partitions that a row trigger of it is copied to. */
export function withCopies({ model }: Account, subject: TableSubject, trigger: string | null): Work[] {
  const table = subject.relation;
  const copies =
    table?.kind === "partitioned table"
      ? below(model, table).filter(
          ({ subject }) => trigger === null || subject.relation?.triggers.some((it) => it.name === trigger),
        )
      : [];
  // A default partition is to a trigger what any other partition is.
  return [
    { subject, role: "target" },
    ...copies.map(({ subject, role }): Work => ({ subject, role: "partition", shownAs: role })),
  ];
}

export function createTrigger(account: Account, statement: CreateTrigStmt): void {
  if (!statement.relation) return;
  const subject = namedTable(account.model, statement.relation);
  const name = statement.trigname ?? "";
  const at = { relation: subject.name, isNew: subject.isNew };
  if (!statement.replace && subject.relation?.triggers.some((it) => it.name === name)) {
    const reason = `trigger "${name}" for relation "${bareName(subject)}" already exists`;
    account.fails({ ...at, when: "always", reason, sqlstate: "42710" });
    return;
  }
  const form = statement.isconstraint ? "CREATE CONSTRAINT TRIGGER" : "CREATE TRIGGER";
  const works: Work[] = statement.row ? withCopies(account, subject, null) : [{ subject, role: "target" }];
  if (statement.constrrel)
    works.push({ subject: named(account.model, statement.constrrel), role: "referenced" });
  account.act(form, works);
  account.breaks({ ...at, ...breakOf("trigger", "added"), name });
}

export function createEventTrigger(account: Account, statement: CreateEventTrigStmt): void {
  const [routine] = routinesNamed(account.model, nameParts(statement.funcname));
  if (routine && routine.returns !== "event_trigger") {
    const reason = `function ${routine.name} must return type event_trigger`;
    account.fails({ when: "always", relation: null, reason, sqlstate: "42P17", isNew: false });
    return;
  }
  account.act("CREATE EVENT TRIGGER", []);
}

export function createRule(account: Account, statement: RuleStmt): void {
  if (!statement.relation) return;
  const { model } = account;
  account.act("CREATE RULE", [{ subject: named(model, statement.relation), role: "target" }]);
  for (const node of statement.actions ?? []) {
    const changed = as(node, "InsertStmt") ?? as(node, "UpdateStmt") ?? as(node, "DeleteStmt");
    if (changed?.relation) {
      account.act("CREATE RULE", [{ subject: named(model, changed.relation), role: "source" }]);
    }
    const reading = readQuery(model, node);
    const relations = reading.relations.filter(({ name }) => name !== "new" && name !== "old");
    account.act("CREATE VIEW", sources(account, { ...reading, relations }, false));
  }
}

export function createPolicy(account: Account, statement: CreatePolicyStmt | AlterPolicyStmt): void {
  if (!statement.table) return;
  const { model } = account;
  const form = "cmd_name" in statement ? "CREATE POLICY" : "ALTER POLICY";
  account.act(form, [{ subject: named(model, statement.table), role: "target" }]);
  const reading = readQuery(model, [statement.qual, statement.with_check]);
  account.act("CREATE VIEW", sources(account, reading, false));
}
