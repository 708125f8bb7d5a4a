/** ALTER TABLE ALTER COLUMN TYPE. */

import { type AlterTableCmd, as, type Node, present } from "../../../sql/nodes.ts";
import { breakOf } from "../../breaks.ts";
import type { Deriver, Work } from "../../deriver.ts";
import { isUsedByIndexAnew } from "../../index-reuse.ts";
import { reportLostStatistics } from "../../lost-statistics.ts";
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
import { baseType, type CastContext, type CastResult, castTo } from "../../type-cast.ts";
import { missingLabels, narrowing } from "../../type-narrowing.ts";
import { isWidening } from "../../type-widening.ts";
import { collationOf } from "../column-definition.ts";
import { isFresh, reportBreak, reportRequired } from "../running-code.ts";
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
  (deriver, { subject, command, only, column }) => {
    const change = readTypeChange(deriver.model, command);
    if (!change) return deriver.unanalyzed("the new type is not read");
    const refusal = column && subject.relation ? refusalOf(deriver, subject.relation, column, only) : null;
    if (refusal) return refuseWith(deriver, subject, refusal);
    const members = family(deriver.model, subject, only);
    deriver.act("ALTER TABLE ALTER COLUMN TYPE", [
      ...members.map((member) => workOn(deriver, member, change)),
      ...foreignKeyWorks(deriver, members, change),
    ]);
    reportLostStatistics(deriver, members, change.name);
    if (column?.type) reportChange(deriver, subject, column, column.type, change);
    else reportUnknown(deriver, subject, change);
  },
  (model, _table, _column, command) => {
    const { to: type = null, collation = null } = readTypeChange(model, command) ?? {};
    return { type, collation };
  },
);

function castContextOf({ model, context }: Deriver): CastContext {
  return { model, major: context.major, timeZone: context.timeZone };
}

/** The casts of USING, or the one that PostgreSQL makes by itself, up to the new type. */
function castOf(deriver: Deriver, column: Column | undefined, { name, to, using }: TypeChange): CastResult {
  const start: CastResult = { type: column?.type ?? null, free: true, assumed: false, automatic: true };
  const written = using ? follow(deriver, using, name, start) : start;
  // A cast that USING writes out is asked for: only the last step must be possible by itself.
  return castTo(castContextOf(deriver), using ? { ...written, automatic: true } : written, to);
}

function follow(deriver: Deriver, node: Node, name: string, start: CastResult): CastResult {
  if (plainColumn(node) === name) return start;
  const cast = as(node, "TypeCast");
  if (cast?.arg) {
    const inner = follow(deriver, cast.arg, name, start);
    const type = resolveType(deriver.model, cast.typeName);
    return type ? castTo(castContextOf(deriver), inner, type) : inner;
  }
  return { type: null, free: false, assumed: false, automatic: null };
}

function workOn(deriver: Deriver, member: Member, change: TypeChange): Work {
  const { subject } = member;
  const table = subject.relation;
  if (!holdsRows(subject)) return member;
  const column = columnOf(table, change.name);
  const result = castOf(deriver, column, change);
  const rewrite = !result.free;
  // A computed USING is no doubt: it is a rewrite. An unknown old type is one, unless nothing is cast at all.
  const assumed = result.assumed && (change.using === undefined || column?.type == null);
  if (!table || !column) return { ...member, rewrite, assumed };
  const indexes = indexesOf(deriver.model, table.id).filter(
    (index) =>
      rewrite ||
      (indexColumns(index).has(column.number) &&
        isUsedByIndexAnew(deriver.model, index, column, change.to, change.collation)),
  );
  const checks = table.constraints.filter(
    (it) => it.kind === "check" && it.valid && it.columns.includes(column.number),
  );
  return {
    subject,
    role: member.role,
    rewrite,
    assumed,
    builds: indexes.map(qualifiedName),
    ...(checks.length > 0 ? { scan: scanOf("constraint", checks.map((it) => it.name).join(", ")) } : {}),
  };
}

/** Foreign keys on the column are made again on both sides, and validated unless the values compare as before. */
function foreignKeyWorks({ model }: Deriver, members: readonly Member[], change: TypeChange): Work[] {
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

function reportChange(
  deriver: Deriver,
  subject: TableSubject,
  column: Column,
  from: ColumnType,
  change: TypeChange,
): void {
  const { model } = deriver;
  const { name, to, using } = change;
  const result = castOf(deriver, column, change);
  const wanted = typeText(model, to);
  if (result.automatic === false) {
    const text = using
      ? 'result of USING clause for column "%s" cannot be cast automatically to type %s'
      : 'column "%s" cannot be cast automatically to type %s';
    refuse(deriver, subject, text, name, wanted);
    return;
  }
  const unasked = castTo(
    castContextOf(deriver),
    { type: from, free: true, assumed: false, automatic: true },
    to,
  );
  if (
    typeof column.default === "object" &&
    !as(column.default, "A_Const")?.isnull &&
    unasked.automatic === false
  ) {
    const text = 'default for column "%s" cannot be cast automatically to type %s';
    refuse(deriver, subject, text, name, wanted);
    return;
  }
  if (!using || onlyCasts(using, name)) reportNarrowing(deriver, subject, change, from);
  for (const label of missingLabels(model, from, to)) {
    reportBreak(deriver, subject, breakOf("enum value", "dropped"), label);
  }
  if (!isFresh(deriver, column) && !isWidening(model, from, to)) {
    reportBreak(deriver, subject, breakOf("column", "retyped"), name);
  }
  reportRequired(deriver, subject, name, { type: to });
}

function onlyCasts(node: Node, name: string): boolean {
  const cast = as(node, "TypeCast");
  if (cast?.arg) return onlyCasts(cast.arg, name);
  return plainColumn(node) === name;
}

function reportNarrowing(
  deriver: Deriver,
  subject: TableSubject,
  { name, to, using }: TypeChange,
  from: ColumnType,
): void {
  const { model } = deriver;
  const { fails, loses } = narrowing(model, from, to, using !== undefined);
  if (fails !== null && !subject.isNew) {
    const [before, after] = [typeText(model, from), typeText(model, to)] as const;
    const text = "values of %s may not fit when it changes from %s to %s";
    refuseRows(deriver, { ...subject, sqlstate: fails }, text, name, before, after);
  }
  const { name: relation, isNew } = subject;
  if (loses) deriver.destroy({ relation, isNew, what: "values", name, cascade: false });
}

/** No statement gives the old type. */
function reportUnknown(deriver: Deriver, subject: TableSubject, { name, to }: TypeChange): void {
  const evidence = "assumed" as const;
  // Every built-in type casts to text, and text takes every value.
  if (to.name !== "text" || to.array) {
    const text = "values of %s may not fit the type %s";
    refuseRows(deriver, { ...subject, evidence, sqlstate: null }, text, name, typeText(deriver.model, to));
  }
  reportBreak(deriver, subject, breakOf("column", "retyped"), name, evidence);
}
