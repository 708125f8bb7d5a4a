/** ALTER TABLE and its like for views, indexes and sequences: one subcommand after the other. */

import {
  type AlterTableCmd,
  type AlterTableStmt,
  type AlterTableType,
  isOnly,
  present,
  type RangeVar,
} from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { ensureTable } from "../../schema/define.ts";
import { findRelation, isAbsent, resolveName } from "../../schema/find-relation.ts";
import { type SchemaModel, trialOf } from "../../schema/model.ts";
import { isTable } from "../../schema/relation.ts";
import { named, namedTable } from "../../subject.ts";
import { failsOnAbsent } from "../relation-names.ts";
import { alterSequenceTable } from "../sequence.ts";
import { applyToIndex, INDEX_SUBCOMMANDS } from "./alter-index.ts";
import { alterCompositeType } from "./composite-type.ts";
import { type Alteration, commandsOf, type Subcommand } from "./subcommand.ts";
import { FOREIGN_TABLE, MATERIALIZED_VIEW, SUBCOMMANDS, VIEW } from "./subcommands.ts";

export const alterTable = {
  tell(deriver: Deriver, statement: AlterTableStmt): void {
    if (statement.objtype === "OBJECT_TYPE") {
      alterCompositeType.tell(deriver, statement);
      return;
    }
    const range = present(statement.relation);
    const subject = named(deriver.model, range);
    if (subject.absent && statement.missing_ok) {
      const isIndex = statement.objtype === "OBJECT_INDEX";
      deriver.act(isIndex ? "ALTER INDEX IF EXISTS absent" : "ALTER TABLE IF EXISTS absent", []);
      return;
    }
    if (failsOnAbsent(deriver, subject)) return;
    if (statement.objtype === "OBJECT_SEQUENCE" || subject.relation?.kind === "sequence") {
      for (const { subtype } of commandsOf(statement)) alterSequenceTable(deriver, subject, subtype);
      return;
    }
    const commands = inPasses(statement);
    const only = isOnly(range);
    // Each subcommand finds what those before it made of the table.
    const model = commands.length > 1 ? trialOf(deriver.model) : deriver.model;
    const inner = { ...deriver, model };
    for (const command of commands) {
      reportSubcommand(inner, statement, range, { command, only });
      if (commands.length > 1) applySubcommand(model, range, { command, only });
    }
  },

  apply(model: SchemaModel, statement: AlterTableStmt): void {
    if (statement.objtype === "OBJECT_TYPE") {
      alterCompositeType.apply(model, statement);
      return;
    }
    const range = present(statement.relation);
    const found = findRelation(model, range);
    if (found?.kind === "index") {
      for (const command of commandsOf(statement)) applyToIndex(model, found, command);
      return;
    }
    // Nothing that the model keeps of a sequence changes; a view, index or sequence that is not known stays so.
    if (!isTable(found) && (found || statement.objtype !== "OBJECT_TABLE")) return;
    if (!found && statement.missing_ok && isAbsent(model, resolveName(model, range))) return;
    for (const command of inPasses(statement))
      applySubcommand(model, range, { command, only: isOnly(range) });
  },
};

function applySubcommand(model: SchemaModel, range: RangeVar, alteration: Alteration): void {
  const subcommand = SUBCOMMANDS[present(alteration.command.subtype)];
  if (subcommand !== "unanalyzed") subcommand.apply?.(model, ensureTable(model, range), alteration);
}

function reportSubcommand(
  deriver: Deriver,
  { objtype }: AlterTableStmt,
  range: RangeVar,
  alteration: Alteration,
): void {
  const subtype = present(alteration.command.subtype);
  const subject = namedTable(deriver.model, range);
  if (objtype === "OBJECT_INDEX") {
    const tell = INDEX_SUBCOMMANDS[subtype];
    if (tell) tell(deriver, named(deriver.model, range), alteration.command);
    else deriver.unanalyzed(`${subtype} of ALTER INDEX was not measured`);
    return;
  }
  // ALTER TABLE is also written of views.
  const subcommands = SUBCOMMANDS_OF[subject.relation?.kind ?? ""] ?? SUBCOMMANDS_OF[objtype ?? ""];
  const subcommand = subcommands?.[subtype] ?? "unanalyzed";
  if (subcommand !== "unanalyzed") subcommand.tell(deriver, subject, alteration);
  else deriver.unanalyzed(`${subtype} of ALTER ${objtype} was not measured`);
}

const SUBCOMMANDS_OF: Readonly<
  Record<string, { readonly [T in AlterTableType]?: Pick<Subcommand, "tell"> | "unanalyzed" }>
> = {
  OBJECT_TABLE: SUBCOMMANDS,
  OBJECT_VIEW: VIEW,
  OBJECT_MATVIEW: MATERIALIZED_VIEW,
  OBJECT_FOREIGN_TABLE: FOREIGN_TABLE,
  "foreign table": FOREIGN_TABLE,
  view: VIEW,
  "materialized view": MATERIALIZED_VIEW,
};

/** Passes of ATPrepCmd that come before the others: drops, then type changes, then new columns, then new constraints. */
const PASSES: { readonly [T in AlterTableType]?: number } = {
  AT_DropColumn: 0,
  AT_DropConstraint: 0,
  AT_DropNotNull: 0,
  AT_DropExpression: 0,
  AT_AlterColumnType: 1,
  AT_AddColumn: 2,
  AT_SetExpression: 3,
  AT_SetNotNull: 4,
  AT_AddConstraint: 5,
};

/** In the order in which PostgreSQL does them. */
function inPasses(statement: AlterTableStmt): AlterTableCmd[] {
  const pass = ({ subtype, def }: AlterTableCmd) =>
    subtype === "AT_ColumnDefault" && !def ? 0 : (PASSES[present(subtype)] ?? 6);
  return commandsOf(statement).toSorted((a, b) => pass(a) - pass(b));
}
