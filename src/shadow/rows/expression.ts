/** What stands in an expression as PostgreSQL writes it out of its catalog. */
import { as, nameParts, walk } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoted } from "../../sql/quote.ts";

export interface Constant {
  readonly kind: "text" | "number" | "boolean";
  readonly text: string;
}

export interface Expression {
  /** Names of columns, of whichever relation. */
  readonly columns: ReadonlySet<string>;
  readonly constants: readonly Constant[];
  /** Calls of the user's functions without arguments, which may stand for constants. */
  readonly calls: readonly string[];
}

/** Null where it cannot be parsed. The parser must be loaded. */
export function readExpression(sql: string): Expression | null {
  const [statement] = parseScript(`SELECT ${sql}`).statements;
  if (statement === undefined || statement.command !== "SELECT") return null;
  const columns = new Set<string>();
  const constants: Constant[] = [];
  const calls: string[] = [];
  walk(statement.node, (node) => {
    const fields = as(node, "ColumnRef")?.fields;
    const name = as(fields?.at(-1), "String")?.sval;
    if (name !== undefined) columns.add(name);
    const constant = constantIn(as(node, "A_Const"));
    if (constant) constants.push(constant);
    const call = as(node, "FuncCall");
    const parts = nameParts(call?.funcname);
    if (call && !call.args && parts.length > 1) calls.push(`${parts.map(quoted).join(".")}()`);
    return undefined;
  });
  return { columns, constants, calls };
}

/** The value of an expression that is one constant, whatever it is cast to; else null. */
export function constantOf(sql: string): string | null {
  const [statement] = parseScript(`SELECT ${sql}`).statements;
  const [target] = (statement && as(statement.node, "SelectStmt")?.targetList) ?? [];
  let value = as(target, "ResTarget")?.val;
  for (let cast = as(value, "TypeCast"); cast; cast = as(value, "TypeCast")) value = cast.arg;
  return constantIn(as(value, "A_Const"))?.text ?? null;
}

function constantIn(node: ReturnType<typeof as<"A_Const">>): Constant | null {
  if (!node || node.isnull) return null;
  if (node.sval) return { kind: "text", text: node.sval.sval ?? "" };
  if (node.fval) return { kind: "number", text: node.fval.fval ?? "0" };
  if (node.boolval) return { kind: "boolean", text: String(node.boolval.boolval ?? false) };
  if (node.ival) return { kind: "number", text: String(node.ival.ival ?? 0) };
  return null;
}
