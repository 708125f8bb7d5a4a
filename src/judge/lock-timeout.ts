import { as, type Node, nameParts } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";

/** PostgreSQL's units of time (guc.c), in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration as PostgreSQL reads lock_timeout: "5s", "1 min", "200"; null when it is none. */
export function milliseconds(text: string): number | null {
  const [, amount, unit = "ms"] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)?\s*$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor);
}

interface Setting {
  /** Milliseconds; null when the default is back. */
  readonly value: number | null;
  /** It ends with its transaction. */
  readonly local: boolean;
}

/** What a statement sets lock_timeout to; undefined when it does not touch it. */
export function setsLockTimeout({ node }: Statement): Setting | undefined {
  const set = as(node, "VariableSetStmt");
  if (set?.kind === "VAR_RESET_ALL") return { value: null, local: false };
  if (set?.name?.toLowerCase() === "lock_timeout") {
    const value = set.kind === "VAR_SET_VALUE" ? timeoutIn(set.args?.[0]) : null;
    return { value, local: set.is_local ?? false };
  }
  if (as(node, "DiscardStmt")?.target === "DISCARD_ALL") return { value: null, local: false };
  return as(node, "SelectStmt")
    ?.targetList?.map(configuredIn)
    .findLast((setting) => setting !== undefined);
}

/** `SELECT set_config('lock_timeout', '5s', false)`. */
function configuredIn(target: Node): Setting | undefined {
  const call = as(as(target, "ResTarget")?.val, "FuncCall");
  if (nameParts(call?.funcname).at(-1) !== "set_config") return undefined;
  const [name, value, local] = (call?.args ?? []).map((argument) => as(argument, "A_Const"));
  if (name?.sval?.sval?.toLowerCase() !== "lock_timeout") return undefined;
  return { value: milliseconds(value?.sval?.sval ?? ""), local: local?.boolval?.boolval ?? false };
}

function timeoutIn(node: Node | undefined): number | null {
  const constant = as(node, "A_Const");
  if (constant?.sval) return milliseconds(constant.sval.sval ?? "");
  if (constant?.ival) return constant.ival.ival ?? 0;
  return null;
}

/**
 * For each statement of a migration, the lock_timeout under which it runs. `outside`: that of the connection; SET LOCAL
 * ends with its transaction and does nothing outside of one.
 */
export function lockTimeoutsOf(
  statements: readonly { readonly statement: Statement; readonly transaction: number | null }[],
  outside: number | null,
): (number | null)[] {
  let session = outside;
  let local: { readonly value: number | null; readonly transaction: number } | null = null;
  return statements.map(({ statement, transaction }) => {
    if (local !== null && local.transaction !== transaction) local = null;
    const set = setsLockTimeout(statement);
    if (set?.local) {
      if (transaction !== null) local = { value: set.value ?? outside, transaction };
    } else if (set !== undefined) {
      session = set.value ?? outside;
      local = null;
    }
    return local === null ? session : local.value;
  });
}
