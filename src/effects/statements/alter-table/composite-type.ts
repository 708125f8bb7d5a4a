/** ALTER TYPE … ATTRIBUTE: with CASCADE the tables of the type change along. */
import type { Form } from "../../../postgres/catalogue.ts";
import { type AlterTableCmd, type AlterTableStmt, as, type RangeVar } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { indexesOf } from "../../schema/lookup.ts";
import { type SchemaModel, tables } from "../../schema/model.ts";
import { qualifiedName, type Table } from "../../schema/relation.ts";
import { findTypeByParts } from "../../schema/type-names.ts";
import { tableSubject } from "../../subject.ts";

interface Forms {
  readonly alone: Form;
  readonly cascade: Form;
}

const FORMS: Readonly<Record<string, Forms>> = {
  AT_AddColumn: { alone: "ALTER TYPE ADD ATTRIBUTE", cascade: "ALTER TYPE ADD ATTRIBUTE CASCADE" },
  AT_DropColumn: { alone: "ALTER TYPE DROP ATTRIBUTE", cascade: "ALTER TYPE DROP ATTRIBUTE CASCADE" },
  AT_AlterColumnType: {
    alone: "ALTER TYPE ALTER ATTRIBUTE",
    cascade: "ALTER TYPE ALTER ATTRIBUTE CASCADE",
  },
};

const RENAME: Forms = {
  alone: "ALTER TYPE RENAME ATTRIBUTE",
  cascade: "ALTER TYPE RENAME ATTRIBUTE CASCADE",
};

export function alterAttributes(account: Account, statement: AlterTableStmt): void {
  for (const node of statement.cmds ?? []) {
    const command = as(node, "AlterTableCmd");
    const forms = FORMS[command?.subtype ?? ""];
    if (!command || !forms || !statement.relation) {
      account.unread(`${command?.subtype} of ALTER TYPE was not measured`);
      continue;
    }
    act(account, forms, statement.relation, command);
    const isAdded = command.subtype === "AT_AddColumn";
    if (!isAdded) tell(account, statement.relation, command.subtype === "AT_DropColumn", command.name ?? "");
  }
}

export function renameAttribute(account: Account, relation: RangeVar, from: string, cascade: boolean): void {
  act(account, RENAME, relation, { behavior: cascade ? "DROP_CASCADE" : "DROP_RESTRICT" });
  const type = typeOf(account.model, relation);
  const name = `${type?.name ?? relation.relname}.${from}`;
  const isNew = type?.born === account.model.change;
  const before = type && account.model.before.types.get(type.id);
  if (before?.kind === "composite" && before.columns.every((it) => it.name !== from)) return;
  account.breaks({ ...breakOf("attribute", "renamed"), relation: null, name, isNew });
}

function typeOf(model: SchemaModel, { schemaname, relname }: RangeVar) {
  return findTypeByParts(
    model,
    [schemaname, relname].flatMap((part) => part ?? []),
  );
}

/** Tables that were made OF the type. */
function typedTables(model: SchemaModel, relation: RangeVar): Table[] {
  const type = typeOf(model, relation);
  return type ? [...tables(model)].filter((table) => table.ofType === type.id) : [];
}

function columnOfType(model: SchemaModel, relation: RangeVar) {
  const type = typeOf(model, relation);
  for (const table of tables(model)) {
    const column = type && table.columns.find((it) => it.type?.id === type.id);
    if (column) return { table, column: column.name };
  }
  return undefined;
}

function act(
  account: Account,
  forms: Forms,
  relation: RangeVar,
  command: Pick<AlterTableCmd, "behavior" | "subtype">,
): void {
  const { model } = account;
  const typed = typedTables(model, relation);
  const cascade = command.behavior === "DROP_CASCADE" && typed.length > 0;
  if (!cascade && typed.length > 0) {
    const reason = `cannot alter type "${relation.relname}" because it is the type of a typed table`;
    const isNew = typeOf(model, relation)?.born === model.change;
    account.fails({ when: "always", relation: null, reason, sqlstate: "2BP01", isNew });
    return;
  }
  const rewrite = command.subtype === "AT_AlterColumnType";
  const user = rewrite ? columnOfType(model, relation) : undefined;
  if (user) {
    const reason = `cannot alter type "${relation.relname}" because column "${user.table.name}.${user.column}" uses it`;
    const isNew = user.table.born === model.change;
    account.fails({ when: "always", relation: qualifiedName(user.table), reason, sqlstate: "0A000", isNew });
    return;
  }
  account.act(
    cascade ? forms.cascade : forms.alone,
    typed.map((table): Work => {
      const builds = rewrite ? indexesOf(model, table.id).map(qualifiedName) : [];
      return { subject: tableSubject(model, table), role: "target", rewrite, builds };
    }),
  );
}

function tell(account: Account, relation: RangeVar, dropped: boolean, attribute: string): void {
  const type = typeOf(account.model, relation);
  const at = {
    relation: null,
    name: `${type?.name ?? relation.relname}.${attribute}`,
    isNew: type?.born === account.model.change,
  };
  account.breaks({ ...at, ...breakOf("attribute", dropped ? "dropped" : "retyped") });
}
