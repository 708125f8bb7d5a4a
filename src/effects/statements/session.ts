/** SET, set_config and ALTER ROLE … SET: the settings that change what later statements do. */
import {
  allOf,
  as,
  type CreateFunctionStmt,
  type Node,
  nameParts,
  stringOf,
  type VariableSetStmt,
  walk,
} from "../../sql/nodes.ts";
import { breakOf } from "../breaks.ts";
import type { Deriver } from "../deriver.ts";
import { DEFAULT_SEARCH_PATH, type SchemaModel } from "../schema/model.ts";
import { type Command, reportWithoutLocks } from "./command.ts";

/** With `replica`, no trigger fires and no foreign key is checked. */
const REPLICATION_ROLE = "session_replication_role";

/** By name; `values` null: back to the default. */
const SETTINGS: ReadonlyMap<string, (model: SchemaModel, values: readonly string[] | null) => void> = new Map(
  Object.entries({
    search_path: (model, values) => {
      model.searchPath = values ? pathOf(values) : DEFAULT_SEARCH_PATH;
    },
    role: (model, values) => {
      model.role = values?.[0] === "none" ? null : (values?.[0] ?? null);
    },
    session_authorization: (model, values) => {
      model.role = values?.[0] ?? null;
    },
    timezone: (model, values) => {
      model.timeZone = values?.[0] ?? null;
    },
    check_function_bodies: (model, values) => {
      model.checksBodies = !/^(off|false|no|0)$/i.test(values?.[0] ?? "");
    },
    [REPLICATION_ROLE]: (model, values) => {
      model.replica = isReplica(values);
    },
  }),
);

function isReplica(values: readonly string[] | null): boolean {
  return values?.[0]?.toLowerCase() === "replica";
}

/** "$user" stands for a schema of the role's name, which is not known here. */
function pathOf(schemas: readonly string[]): readonly string[] {
  return schemas
    .map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"))
    .filter((schema) => schema !== "" && schema !== "$user");
}

function textOf(node: Node | undefined): string | undefined {
  const constant = as(node, "A_Const");
  return constant ? (constant.sval?.sval ?? (constant.sval ? "" : undefined)) : stringOf(node);
}

interface Setting {
  readonly name: string;
  /** Null: the default again. */
  readonly values: readonly string[] | null;
}

function settingOf({ name = "", kind, args }: VariableSetStmt): Setting {
  const values = kind === "VAR_SET_VALUE" ? (args ?? []).flatMap((arg) => textOf(arg) ?? []) : null;
  return { name: name.toLowerCase(), values };
}

/** What a call of set_config sets; undefined: another function, or not constants. */
function configuredBy(node: Node | undefined): Setting | undefined {
  const call = as(node, "FuncCall");
  if (nameParts(call?.funcname).at(-1) !== "set_config") return undefined;
  const [name, value] = (call?.args ?? []).map(textOf);
  if (name === undefined) return undefined;
  return { name: name.toLowerCase(), values: value === undefined ? [] : value.split(",") };
}

function reportSetting(deriver: Deriver, { name, values }: Setting): void {
  if (name !== REPLICATION_ROLE || !isReplica(values)) return;
  deriver.breaks({ ...breakOf("enforcement", "disabled"), relation: null, name, isNew: false });
}

export const setVariable: Command<"VariableSetStmt"> = {
  tell: (deriver, statement) => reportSetting(deriver, settingOf(statement)),
  apply(model, statement) {
    if (statement.kind === "VAR_RESET_ALL") for (const set of SETTINGS.values()) set(model, null);
    const { name, values } = settingOf(statement);
    SETTINGS.get(name)?.(model, values);
  },
};

/** SELECT set_config('search_path', '', false), as pg_dump writes it. */
export function reportConfigCalls(deriver: Deriver, query: Node): void {
  walk(query, (node) => {
    const setting = configuredBy(node);
    if (setting) reportSetting(deriver, setting);
    return true;
  });
}

export function applyConfigCalls(model: SchemaModel, targets: readonly Node[] | undefined): void {
  for (const { val } of allOf(targets, "ResTarget")) {
    const setting = configuredBy(val);
    if (setting) SETTINGS.get(setting.name)?.(model, setting.values);
  }
}

function settingForLater(form: "ALTER ROLE" | "ALTER DATABASE") {
  return {
    tell(deriver: Deriver, { setstmt }: { setstmt?: VariableSetStmt }): void {
      reportWithoutLocks(deriver, form);
      if (setstmt) reportSetting(deriver, settingOf(setstmt));
    },
    /** What later sessions begin with; of the other settings, the files' own session has what it set. */
    apply(model: SchemaModel, { setstmt }: { setstmt?: VariableSetStmt }): void {
      const setting = setstmt && settingOf(setstmt);
      if (setting?.name === REPLICATION_ROLE) model.replica = isReplica(setting.values);
    },
  };
}

export const alterRoleSet: Command<"AlterRoleSetStmt"> = settingForLater("ALTER ROLE");
export const alterDatabaseSet: Command<"AlterDatabaseSetStmt"> = settingForLater("ALTER DATABASE");

/** The search_path that a routine's SET clause gives it; undefined: it has none. */
export function pathOfRoutine({ options }: CreateFunctionStmt): readonly string[] | undefined {
  for (const { defname, arg } of allOf(options, "DefElem")) {
    const setting = defname === "set" ? as(arg, "VariableSetStmt") : undefined;
    if (setting?.name === "search_path" && setting.kind === "VAR_SET_VALUE")
      return pathOf((setting.args ?? []).flatMap((it) => (textOf(it) ?? "").split(",")));
  }
  return undefined;
}
