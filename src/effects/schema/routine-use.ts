/** What calls functions without their name: operators, aggregates, event triggers. */
import {
  type AlterEventTrigStmt,
  as,
  type CreateEventTrigStmt,
  type DefineStmt,
  type Node,
  nameParts,
} from "../../sql/nodes.ts";
import { creationSchema, type SchemaModel } from "./model.ts";
import { setRoutines } from "./routine.ts";

export function createOperator(model: SchemaModel, { defnames, definition }: DefineStmt): void {
  const [called] = functionsIn(definition, ["function", "procedure"]);
  const name = nameParts(defnames).at(-1);
  if (called && name !== undefined) model.operators.set(name, called);
}

const PARTS = ["sfunc", "finalfunc", "combinefunc", "msfunc", "minvfunc", "mfinalfunc"];

export function createAggregate(model: SchemaModel, { defnames, definition }: DefineStmt): void {
  const parts = nameParts(defnames);
  const [name = "", schema = creationSchema(model)] = parts.toReversed();
  setRoutines(model, schema, name, [
    {
      schema,
      name,
      kind: "aggregate",
      arguments: "",
      volatility: "immutable",
      language: "internal",
      inlined: null,
      statement: null,
      calls: functionsIn(definition, PARTS).map((called) => called.join(".")),
      returns: null,
      result: "",
      defaults: 0,
      born: model.change,
    },
  ]);
}

export function createEventTrigger(model: SchemaModel, statement: CreateEventTrigStmt): void {
  model.eventTriggers.set(statement.trigname ?? "", {
    event: statement.eventname ?? "",
    function: nameParts(statement.funcname),
    enabled: true,
  });
}

export function switchEventTrigger(
  model: SchemaModel,
  { trigname = "", tgenabled }: AlterEventTrigStmt,
): void {
  const trigger = model.eventTriggers.get(trigname);
  if (trigger) model.eventTriggers.set(trigname, { ...trigger, enabled: tgenabled !== "D" });
}

/** The functions that options of CREATE OPERATOR or AGGREGATE name. */
function functionsIn(definition: readonly Node[] | undefined, options: readonly string[]): string[][] {
  return (definition ?? []).flatMap((node) => {
    const option = as(node, "DefElem");
    const names = nameParts(as(option?.arg, "TypeName")?.names ?? as(option?.arg, "List")?.items);
    return options.includes(option?.defname ?? "") && names.length > 0 ? [names] : [];
  });
}
