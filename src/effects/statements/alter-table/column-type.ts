/** ALTER TABLE ALTER COLUMN TYPE. */

import { type AlterTableCmd, as, type Node, present } from "../../../sql/nodes.ts";
import type { Account, Work } from "../../account.ts";
import { breakOf } from "../../breaks.ts";
import { isUsedByIndexAnew } from "../../index-reuse.ts";
import { refuse, refuseRows, refuseWith } from "../../refusals.ts";
import { scanOf } from "../../scans.ts";
import { plainColumn } from "../../schema/expression.ts";
import { tableById } from "../../schema/find-relation.ts";
import { columnOf, foreignKeysTo, indexColumns, indexesOf } from "../../schema/lookup.ts";
import type { SchemaModel } from "../../schema/model.ts";
import { type Column, type Constraint, qualifiedName } from "../../schema/relation.ts";
import type { ColumnType } from "../../schema/type.ts";
import { resolveType, sameBaseType, typeText } from "../../schema/type-names.ts";
import { family, holdsRows, type Member, type TableSubject, tableSubject } from "../../subject.ts";
import { baseType, type Casted, type CastScene, castTo, isString, keepsLength } from "../../type-cast.ts";
import { missingLabels, narrowing } from "../../type-narrowing.ts";
import { collationOf } from "../column-definition.ts";
import { isFresh, tellBreak, tellRequired } from "../running-code.ts";
import { scanned } from "../works.ts";
import { columnSubcommand } from "./column.ts";
import { refusalOf } from "./column-type-refusal.ts";

interface TypeChange {
  readonly name: string;
  readonly to: ColumnType;
  readonly using: Node | undefined;
  readonly collation: string | null;
}

function readTypeChange(model: SchemaModel, { name = "", def }: AlterTableCmd): TypeChange | null {
  const definition = present(as(def, "ColumnDef"));
  const to = resolveType(model, definition.typeName);
  return to && { name, to, using: definition.raw_default, collation: collationOf(definition) };
}

export const changeType = columnSubcommand(
  (account, { subject, command, only, column }) => {
    const change = readTypeChange(account.model, command);
    if (!change) {
      account.unread("the new type is not read");
      return;
    }
    const refusal = column && subject.relation ? refusalOf(account, subject.relation, column, only) : null;
    if (refusal) {
      refuseWith(account, subject, refusal);
      return;
    }
    const members = family(account.model, subject, only);
    account.act("ALTER TABLE ALTER COLUMN TYPE", [
      ...members.map((member) => workOn(account, member, change)),
      ...foreignKeyWorks(account, members, change),
    ]);
    if (column?.type) tellChange(account, subject, column, column.type, change);
    else tellUnknown(account, subject, change);
  },
  (model, _table, _column, command) => {
    const { to: type = null, collation = null } = readTypeChange(model, command) ?? {};
    return { type, collation };
  },
);

function sceneOf({ model, context }: Account): CastScene {
  return { model, major: context.major, timeZone: context.timeZone };
}

/** The casts of USING, or the one that PostgreSQL makes by itself, up to the new type. */
function casted(account: Account, column: Column | undefined, { name, to, using }: TypeChange): Casted {
  const start: Casted = { type: column?.type ?? null, free: true, assumed: false, automatic: true };
  const written = using ? follow(account, using, name, start) : start;
  // A cast that USING writes out is asked for: only the last step must be possible by itself.
  return castTo(sceneOf(account), using ? { ...written, automatic: true } : written, to);
}

function follow(account: Account, node: Node, name: string, start: Casted): Casted {
  if (plainColumn(node) === name) return start;
  const cast = as(node, "TypeCast");
  if (cast?.arg) {
    const inner = follow(account, cast.arg, name, start);
    const type = resolveType(account.model, cast.typeName);
    return type ? castTo(sceneOf(account), inner, type) : inner;
  }
  return { type: null, free: false, assumed: false, automatic: null };
}

function workOn(account: Account, member: Member, change: TypeChange): Work {
  const { subject } = member;
  const table = subject.relation;
  if (!holdsRows(subject)) return member;
  const column = columnOf(table, change.name);
  const result = casted(account, column, change);
  const rewrite = !result.free;
  // A computed USING is no doubt: it is a rewrite. An unknown old type is one, unless nothing is cast at all.
  const assumed = result.assumed && (change.using === undefined || column?.type == null);
  if (!table || !column) return { ...member, rewrite, assumed };
  const indexes = indexesOf(account.model, table.id).filter(
    (index) =>
      rewrite ||
      (indexColumns(index).has(column.number) &&
        isUsedByIndexAnew(account.model, index, column, change.to, change.collation)),
  );
  const checks = table.constraints.filter(
    (it) => it.kind === "check" && it.valid && it.columns.includes(column.number),
  );
  return {
    ...member,
    rewrite,
    assumed,
    builds: indexes.map(qualifiedName),
    ...(checks.length > 0 ? { scan: scanOf("constraint", checks.map((it) => it.name).join(", ")) } : {}),
  };
}

/** Foreign keys on the column are made again on both sides, and validated unless the values compare as before. */
function foreignKeyWorks({ model }: Account, members: readonly Member[], change: TypeChange): Work[] {
  return members.flatMap(({ subject, role }): Work[] => {
    const table = subject.relation;
    const column = columnOf(table, change.name);
    if (!table || !column) return [];
    const alike =
      column.type !== null && comparesAlike(baseType(model, column.type), baseType(model, change.to));
    const scanOn = (member: Member, { name, valid }: Constraint): Work[] =>
      scanned([member], alike || !valid ? null : scanOf("foreign key", name));
    const own = table.constraints
      .filter((it) => it.kind === "foreign key" && it.columns.includes(column.number))
      .flatMap((it): Work[] => {
        const other = tableById(model, it.references?.table);
        const referenced: Work[] = other ? [{ subject: tableSubject(model, other), role: "referenced" }] : [];
        return [...scanOn({ subject, role }, it), ...referenced];
      });
    const others = foreignKeysTo(model, table.id)
      .filter(({ constraint }) => constraint.references?.columns.includes(column.number))
      .flatMap(({ table: referencing, constraint }) =>
        scanOn({ subject: tableSubject(model, referencing), role: "referencing" }, constraint),
      );
    return [...own, ...others];
  });
}

function comparesAlike(a: ColumnType, b: ColumnType): boolean {
  const text = (type: ColumnType) => type.name === "text" || type.name === "varchar";
  return sameBaseType(a, b) || (text(a) && text(b) && !a.array && !b.array);
}

function tellChange(
  account: Account,
  subject: TableSubject,
  column: Column,
  from: ColumnType,
  change: TypeChange,
): void {
  const { model } = account;
  const { name, to, using } = change;
  const result = casted(account, column, change);
  const wanted = typeText(model, to);
  if (result.automatic === false) {
    const text = using
      ? 'result of USING clause for column "%s" cannot be cast automatically to type %s'
      : 'column "%s" cannot be cast automatically to type %s';
    refuse(account, subject, text, name, wanted);
    return;
  }
  const unasked = castTo(sceneOf(account), { type: from, free: true, assumed: false, automatic: true }, to);
  if (
    typeof column.default === "object" &&
    !as(column.default, "A_Const")?.isnull &&
    unasked.automatic === false
  ) {
    const text = 'default for column "%s" cannot be cast automatically to type %s';
    refuse(account, subject, text, name, wanted);
    return;
  }
  if (!using || onlyCasts(using, name)) tellNarrowing(account, subject, change, from);
  for (const label of missingLabels(model, from, to)) {
    tellBreak(account, subject, breakOf("enum value", "dropped"), label);
  }
  if (!isFresh(account, column) && !isWidening(account, from, to)) {
    tellBreak(account, subject, breakOf("column", "retyped"), name);
  }
  tellRequired(account, subject, name, { type: to });
}

function onlyCasts(node: Node, name: string): boolean {
  const cast = as(node, "TypeCast");
  if (cast?.arg) return onlyCasts(cast.arg, name);
  return plainColumn(node) === name;
}

function tellNarrowing(
  account: Account,
  subject: TableSubject,
  { name, to, using }: TypeChange,
  from: ColumnType,
): void {
  const { model } = account;
  const { fails, loses } = narrowing(model, from, to, using !== undefined);
  if (fails !== null && !subject.isNew) {
    const [before, after] = [typeText(model, from), typeText(model, to)] as const;
    const text = "values of %s may not fit when it changes from %s to %s";
    refuseRows(account, { ...subject, sqlstate: fails }, text, name, before, after);
  }
  const { name: relation, isNew } = subject;
  if (loses) account.destroy({ relation, isNew, what: "values", name, cascade: false });
}

/** All that was accepted still is, and is read back as it was. */
function isWidening({ model }: Account, from: ColumnType, to: ColumnType): boolean {
  const [source, target] = [baseType(model, from), baseType(model, to)];
  if (isString(source) && isString(target)) {
    const fixed = source.name === "bpchar" || target.name === "bpchar" || target.name === "name";
    if (fixed) return sameBaseType(source, target) && source.modifiers[0] === target.modifiers[0];
    const [size] = target.modifiers;
    return size === undefined || (source.modifiers[0] !== undefined && size >= source.modifiers[0]);
  }
  return sameBaseType(source, target) && keepsLength(target, source.modifiers);
}

/** No statement gives the old type. */
function tellUnknown(account: Account, subject: TableSubject, { name, to }: TypeChange): void {
  const evidence = "assumed" as const;
  // Every built-in type casts to text, and text takes every value.
  if (to.name !== "text" || to.array) {
    const text = "values of %s may not fit the type %s";
    refuseRows(account, { ...subject, evidence, sqlstate: null }, text, name, typeText(account.model, to));
  }
  tellBreak(account, subject, breakOf("column", "retyped"), name, evidence);
}
