/** An ALTER TABLE in steps that block nobody for long: each clause that has such a form takes it, the others stay. */
import { type AlterTable, alterTable, type Clause } from "../sql/alter-table.ts";
import { as, type Constraint, type Node, nameParts } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";
import type { Analyzed, Remedy } from "./analyzed.ts";
import { type ClauseForm, stepsOfForms } from "./clause-form.ts";
import { addColumnForm, newTypeForm } from "./column-forms.ts";
import { type FormContext, keyForm, keyOnPartitionsForm, notValidForm } from "./constraint-forms.ts";
import { constraintName, keyName, namedConstraint } from "./object-names.ts";
import { leavesOf, target } from "./partitions.ts";
import { NOT_VALID, notNullForm } from "./safe-forms.ts";
import { hazardsOf } from "./select.ts";
import { stepsIn } from "./steps.ts";

/** The work that a clause does while others wait. */
export type ClauseWork = "rewrite" | "scan" | "build";

/** Null where no clause that does this work has a form without it. */
export function alterTableRemedy(analyzed: Analyzed, work: ClauseWork): Remedy | null {
  const table = alterTable(analyzed.statement);
  if (table === null) return null;
  const own = target(analyzed);
  const base = {
    analyzed,
    table,
    target: own,
    leaves: own && leavesOf(analyzed, own.relation),
    dropped: table.clauses.flatMap(({ type, name }) => (type === "AT_DropConstraint" && name ? [name] : [])),
  };
  const rewrites = hazardsOf(analyzed, "rewrite").length > 0;
  const taken = [...(own?.shape.takenNames ?? [])];
  const forms = table.clauses.map((clause) => {
    const found = formOf({ taken: [...taken], ...base }, clause, rewrites);
    taken.push(...givenNames(table, clause, taken));
    return found;
  });
  const answering = forms.flatMap((found) => (found?.works.includes(work) ? found.form : []));
  const [first] = answering;
  if (first === undefined) return null;
  const steps = stepsOfForms(
    table.head,
    forms.map((found, at) => found?.form ?? { clauses: [table.clauses[at]?.text ?? ""] }),
  );
  return { summary: first.summary, ...stepsIn(analyzed, steps) };
}

interface Found {
  /** What its clause does without it. */
  readonly works: readonly ClauseWork[];
  readonly form: ClauseForm;
}

function formOf(context: FormContext, clause: Clause, rewrites: boolean): Found | null {
  const { type, name, constraint } = clause;
  const { head, clauses } = context.table;
  switch (type) {
    case "AT_AddColumn": {
      const fills = rewrites && !isConstant(clause.column?.defaultNode ?? null);
      const form = addColumnForm(context, clause, fills);
      return form && { works: [...(form.fill ? (["rewrite"] as const) : []), "build", "scan"], form };
    }
    case "AT_AlterColumnType": {
      // What else the statement says of the column would be said of the one that goes.
      const isAlone = clauses.every((other) => other === clause || other.name !== name);
      const form = rewrites && isAlone ? newTypeForm(context, clause) : null;
      return form && { works: ["rewrite"], form };
    }
    case "AT_SetNotNull":
      if (name === null) return null;
      return {
        works: ["scan"],
        form: { summary: NOT_VALID, ...notNullForm(head, quoted(name), name, context.taken) },
      };
    case "AT_DropConstraint":
      // A key goes when the next one is there.
      return clauses.some(({ constraint: other }) => isKey(other))
        ? { works: [], form: { summary: "", drops: [`${head} ${clause.text}`] } }
        : null;
    case "AT_AddConstraint":
      return constraint === null || constraint.skip_validation
        ? null
        : addConstraintForm(context, clause, constraint);
    default:
      return null;
  }
}

function isKey(constraint: Constraint | null): boolean {
  return constraint?.contype === "CONSTR_PRIMARY" || constraint?.contype === "CONSTR_UNIQUE";
}

function addConstraintForm(context: FormContext, clause: Clause, constraint: Constraint): Found | null {
  const { analyzed, table, leaves, taken } = context;
  const { contype } = constraint;
  if (contype !== "CONSTR_CHECK" && contype !== "CONSTR_FOREIGN") {
    const form = keyForm(context, constraint, clause.text);
    return form && { works: ["build", ...(form.validate?.length ? (["scan"] as const) : [])], form };
  }
  const { name, text } = namedConstraint(table.name, clause, taken);
  const onEach = contype === "CONSTR_FOREIGN" && leaves !== null && analyzed.postgres < 18;
  const form = onEach ? keyOnPartitionsForm(context, leaves, name, text) : notValidForm(context, name, text);
  return { works: ["scan"], form };
}

/** Names that a clause gives to constraints, which later ones of the statement cannot have. */
function givenNames({ name: table }: AlterTable, clause: Clause, taken: readonly string[]): string[] {
  const { constraint, column, name } = clause;
  const all = [...(constraint ? [constraint] : []), ...(column?.otherNodes ?? [])];
  const behind = column === null ? undefined : (name ?? undefined);
  return all.map((one) => one.conname ?? madeName(table, one, taken, behind));
}

function madeName(
  table: string,
  constraint: Constraint,
  taken: readonly string[],
  column: string | undefined,
): string {
  const { contype, keys, including } = constraint;
  if (contype === "CONSTR_PRIMARY") return keyName(table, "primary", [], taken);
  if (contype !== "CONSTR_UNIQUE") return constraintName(table, constraint, taken, column);
  const columns = column === undefined ? nameParts(keys) : [column];
  return keyName(table, "unique", [...columns, ...nameParts(including)], taken);
}

/** The same for every row, as far as its text shows: the table is not written again for it. */
function isConstant(node: Node | null): boolean {
  if (node === null) return true;
  const cast = as(node, "TypeCast");
  if (cast) return isConstant(cast.arg ?? null);
  const call = as(node, "FuncCall");
  if (call) return nameParts(call.funcname).at(-1) === "now";
  return as(node, "A_Const") !== undefined || as(node, "SQLValueFunction") !== undefined;
}
