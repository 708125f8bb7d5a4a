/** CREATE TYPE in all its forms, and CREATE OPERATOR and AGGREGATE, which share a node with one of them. */

import { allOf, as, type DefineStmt, type Node, nameParts, rangeParts } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import type { Routine } from "../schema/callable.ts";
import { attributeOf } from "../schema/define.ts";
import { creationSchema } from "../schema/find-relation.ts";
import { type SchemaModel, toChange } from "../schema/model.ts";
import { argumentsOf, overloadsOf, putRoutine } from "../schema/routine.ts";
import type { OtherType } from "../schema/type.ts";
import { blankType, findTypeByParts, isTypeTaken, putType } from "../schema/type-names.ts";
import { byCommandTag, type Command } from "./command.ts";

function reportType(deriver: Deriver, parts: readonly string[]): void {
  deriver.act("CREATE TYPE", []);
  if (isTypeTaken(deriver.model, parts))
    refuse(deriver, null, 'type "%s" already exists', parts.at(-1) ?? "");
}

export const createEnum: Command<"CreateEnumStmt"> = {
  tell: (deriver, { typeName }) => reportType(deriver, nameParts(typeName)),
  apply(model, { typeName, vals }, { transaction: madeIn }) {
    const parts = nameParts(typeName);
    if (isTypeTaken(model, parts)) return;
    const labels = nameParts(vals).map((label) => ({ label, born: model.change, addedIn: null }));
    putType(model, { kind: "enum", madeIn, labels, ...blankType(model, parts) });
  },
};

export const createComposite: Command<"CompositeTypeStmt"> = {
  tell: (deriver, { typevar }) => reportType(deriver, rangeParts(typevar)),
  apply(model, { typevar, coldeflist }) {
    const parts = rangeParts(typevar);
    if (isTypeTaken(model, parts)) return;
    const columns = allOf(coldeflist, "ColumnDef").map(({ colname = "", typeName }, at) =>
      attributeOf(model, colname, typeName, at + 1),
    );
    putType(model, { ...blankType(model, parts), kind: "composite", columns });
  },
};

export const createRange: Command<"CreateRangeStmt"> = {
  ...byCommandTag,
  apply: (model, { typeName }) => putOtherType(model, nameParts(typeName), "range"),
};

function putOtherType(model: SchemaModel, parts: readonly string[], kind: OtherType["kind"]): void {
  if (!findTypeByParts(model, parts)) putType(model, { ...blankType(model, parts), kind });
}

/** CREATE TYPE of a base type, OPERATOR, AGGREGATE, COLLATION, TEXT SEARCH …. */
export const define: Command<"DefineStmt"> = {
  ...byCommandTag,
  apply(model, statement) {
    if (statement.kind === "OBJECT_TYPE") putOtherType(model, nameParts(statement.defnames), "base");
    if (statement.kind === "OBJECT_OPERATOR") putOperator(model, statement);
    if (statement.kind === "OBJECT_AGGREGATE") putAggregate(model, statement);
  },
};

function putOperator(model: SchemaModel, { defnames, definition }: DefineStmt): void {
  const [called] = functionsIn(definition, ["function", "procedure"]);
  const name = nameParts(defnames).at(-1);
  if (called && name !== undefined) toChange(model, "operators").set(name, called);
}

const AGGREGATE_FUNCTIONS = ["sfunc", "finalfunc", "combinefunc", "msfunc", "minvfunc", "mfinalfunc"];

function putAggregate(model: SchemaModel, { defnames, definition, args }: DefineStmt): void {
  const [name = "", schema = creationSchema(model)] = nameParts(defnames).toReversed();
  const aggregate: Routine = {
    schema,
    name,
    kind: "aggregate",
    arguments: argumentsOf(model, as(args?.[0], "List")?.items),
    volatility: "immutable",
    language: "internal",
    inlined: null,
    statement: null,
    calls: functionsIn(definition, AGGREGATE_FUNCTIONS).map((called) => called.join(".")),
    returns: null,
    result: "",
    defaults: 0,
    born: model.change,
  };
  const before = overloadsOf(model, aggregate).find((it) => it.arguments === aggregate.arguments);
  putRoutine(model, before, aggregate);
}

/** The functions that options of CREATE OPERATOR or AGGREGATE name. */
function functionsIn(definition: readonly Node[] | undefined, options: readonly string[]): string[][] {
  return allOf(definition, "DefElem").flatMap(({ defname = "", arg }) => {
    const names = nameParts(as(arg, "TypeName")?.names ?? as(arg, "List")?.items);
    return options.includes(defname) && names.length > 0 ? [names] : [];
  });
}
