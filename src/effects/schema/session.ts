/** Settings of the session that change what later statements do: search_path, TimeZone, check_function_bodies. */
import {
  as,
  type CreateFunctionStmt,
  type Node,
  nameParts,
  stringOf,
  type VariableSetStmt,
} from "../../sql/nodes.ts";
import { DEFAULT_SEARCH_PATH, type SchemaModel } from "./model.ts";

function textOf(node: Node | undefined): string | undefined {
  const constant = as(node, "A_Const");
  return constant ? (constant.sval?.sval ?? (constant.sval ? "" : undefined)) : stringOf(node);
}

/** "$user" stands for a schema of the role's name, which is not known here. */
function pathOf(schemas: readonly string[]): readonly string[] {
  return schemas
    .map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"))
    .filter((schema) => schema !== "" && schema !== "$user");
}

/** With `replica`, no trigger fires and no foreign key is checked. */
export function isReplicaSetting(name: string | undefined): boolean {
  return name?.toLowerCase() === "session_replication_role";
}

export function isReplica(value: Node | undefined): boolean {
  return textOf(value)?.toLowerCase() === "replica";
}

export function setVariable(model: SchemaModel, statement: VariableSetStmt): void {
  const reset = statement.kind !== "VAR_SET_VALUE";
  if (statement.kind === "VAR_RESET_ALL") {
    model.searchPath = DEFAULT_SEARCH_PATH;
    model.timeZone = null;
    model.checksBodies = true;
    model.replica = false;
  }
  if (statement.name?.toLowerCase() === "check_function_bodies") {
    model.checksBodies = reset || !/^(off|false|no|0)$/i.test(textOf(statement.args?.[0]) ?? "");
  }
  if (isReplicaSetting(statement.name)) model.replica = !reset && isReplica(statement.args?.[0]);
  if (statement.name === "search_path") {
    model.searchPath = reset
      ? DEFAULT_SEARCH_PATH
      : pathOf((statement.args ?? []).flatMap((it) => textOf(it) ?? []));
  }
  if (statement.name?.toLowerCase() === "timezone") {
    model.timeZone = reset ? null : (textOf(statement.args?.[0]) ?? null);
  }
}

/** SELECT set_config('search_path', '', false), as pg_dump writes it. */
export function setConfig(model: SchemaModel, targets: readonly Node[] | undefined): void {
  for (const node of targets ?? []) {
    const call = as(as(node, "ResTarget")?.val, "FuncCall");
    if (!call || nameParts(call.funcname).at(-1) !== "set_config") continue;
    const [name, value] = (call.args ?? []).map(textOf);
    if (name === "search_path") model.searchPath = pathOf((value ?? "").split(","));
    if (name?.toLowerCase() === "timezone") model.timeZone = value ?? null;
    if (isReplicaSetting(name)) model.replica = value?.toLowerCase() === "replica";
  }
}

/** The search_path that a routine's SET clause gives it; undefined: it has none. */
export function pathOfRoutine({ options }: CreateFunctionStmt): readonly string[] | undefined {
  for (const node of options ?? []) {
    const element = as(node, "DefElem");
    const setting = element?.defname === "set" ? as(element.arg, "VariableSetStmt") : undefined;
    if (setting?.name === "search_path" && setting.kind === "VAR_SET_VALUE")
      return pathOf((setting.args ?? []).flatMap((it) => (textOf(it) ?? "").split(",")));
  }
  return undefined;
}

/** ALTER ROLE and ALTER DATABASE SET: what later sessions begin with. */
export function setForLater(model: SchemaModel, statement: VariableSetStmt | undefined): void {
  if (isReplicaSetting(statement?.name)) model.replica = isReplica(statement?.args?.[0]);
}
