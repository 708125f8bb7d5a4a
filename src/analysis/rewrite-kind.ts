import type { Makes } from "../production/duration.ts";
import { type AlterTableCmd, allOf, as, type ColumnDef, type Node, nameParts, walk } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";

/** What makes a new value for each row, as far as it was measured. */
const MADE: ReadonlyMap<string, Makes> = new Map([
  ["gen_random_uuid", "uuids"],
  ["nextval", "numbers"],
]);

const SERIAL = /^(small|big)?serial[248]?$/;

/** Copies the table in another way than a change of a column does. */
const OTHER_COPIES: ReadonlySet<AlterTableCmd["subtype"]> = new Set([
  "AT_SetLogged",
  "AT_SetUnLogged",
  "AT_SetTableSpace",
  "AT_SetAccessMethod",
  "AT_SetExpression",
  "AT_ReAddIndex",
]);

/** What the rewrite of a table by this statement makes for each row; null: a rewrite of a kind that was not measured. */
export function madeByRewrite({ node }: Statement): Makes | null {
  const statement = as(node, "AlterTableStmt");
  if (!statement) return null;
  let makes: Makes = "nothing";
  for (const command of allOf(statement.cmds, "AlterTableCmd")) {
    const { subtype } = command;
    if (OTHER_COPIES.has(subtype)) return null;
    const column = as(command.def, "ColumnDef");
    const own = subtype === "AT_AlterColumnType" ? converts(column) : madeBy(command, column);
    if (own === null) return null;
    if (own !== "nothing") makes = own;
  }
  return makes;
}

/** A cast of the column itself, written or not, costs no more than what was measured. */
function converts(column: ColumnDef | undefined): Makes | null {
  const using = column?.raw_default;
  const cast = as(using, "TypeCast");
  return using === undefined || as(cast?.arg, "ColumnRef") ? "nothing" : null;
}

function madeBy({ subtype }: AlterTableCmd, column: ColumnDef | undefined): Makes | null {
  if (subtype === "AT_AddIdentity") return "numbers";
  if (subtype !== "AT_AddColumn" || column === undefined) return "nothing";
  if (SERIAL.test(nameParts(column.typeName?.names).at(-1) ?? "")) return "numbers";
  const constraints = allOf(column.constraints, "Constraint");
  if (constraints.some(({ contype }) => contype === "CONSTR_GENERATED")) return null;
  if (constraints.some(({ contype }) => contype === "CONSTR_IDENTITY")) return "numbers";
  const made = constraints
    .filter(({ contype }) => contype === "CONSTR_DEFAULT")
    .flatMap(({ raw_expr }) => functionsIn(raw_expr));
  if (made.length === 0) return "nothing";
  return made.length === 1 ? (MADE.get(made[0] ?? "") ?? null) : null;
}

function functionsIn(expression: Node | undefined): string[] {
  const names: string[] = [];
  walk(expression, (node) => {
    const call = as(node, "FuncCall");
    if (call) names.push(nameParts(call.funcname).at(-1) ?? "");
    return true;
  });
  return names;
}
