/** ADD COLUMN and ALTER COLUMN ... TYPE without long work under a lock that others wait for. */
import type { Clause } from "../sql/alter-table.ts";
import type { ColumnParts } from "../sql/column-definition.ts";
import type { Constraint } from "../sql/nodes.ts";
import { quoted } from "../sql/quote.ts";
import type { ClauseForm } from "./clause-form.ts";
import { type FormContext, keyForm, notValidForm } from "./constraint-forms.ts";
import { constraintName, makeName } from "./object-names.ts";
import { batch, notNullForm } from "./safe-forms.ts";

const LATER_DEFAULT =
  "add the column without its default, then set the default and fill the existing rows in batches";

/**
 * Null where the column numbers or computes the rows that are there: GENERATED, IDENTITY, serial.
 *
 * @param writesRows whether its default is another one for each row
 */
export function addColumnForm(
  context: FormContext,
  { column, name, isOptional }: Clause,
  writesRows: boolean,
): ClauseForm | null {
  if (column === null || name === null) return null;
  const others = column.others.map((text, at) =>
    otherForm(context, column, name, column.otherNodes[at], text),
  );
  const own = others.flatMap((form) => form ?? []);
  if (own.length < others.length) return null;
  const { table } = context;
  const add = `ADD COLUMN ${isOptional ? "IF NOT EXISTS " : ""}${column.name} ${column.type}`;
  const required = requiredForm(context, column, name);
  if (writesRows && column.default !== null) {
    const checks = own.filter(({ builds, adopt }) => !builds && !adopt);
    const keys = own.filter((form) => !checks.includes(form));
    return {
      summary: LATER_DEFAULT,
      clauses: [add, ...checks.flatMap(({ clauses = [] }) => clauses)],
      behind: [`${table.head} ALTER COLUMN ${column.name} SET DEFAULT ${column.default}`],
      fill: [
        batch(table.relation, `${column.name} = DEFAULT`, `${column.name} IS NULL`, context.target?.shape),
      ],
      filled: [
        ...(column.notNull || isPrimary(column) ? [required] : []),
        ...checks.map(({ validate = [] }) => ({ validate })),
        ...keys,
      ],
    };
  }
  const [first] = own;
  if (first === undefined) return null;
  const rest = [
    ...(column.default === null ? [] : [`DEFAULT ${column.default}`]),
    ...(column.notNull || isPrimary(column) ? [notNullText(column)] : []),
  ];
  return {
    summary: first.summary,
    clauses: [[add, ...rest].join(" "), ...own.flatMap(({ clauses = [] }) => clauses)],
    validate: own.flatMap(({ validate = [] }) => validate),
    builds: own.flatMap(({ builds = [] }) => builds),
    adopt: own.flatMap(({ adopt = [] }) => adopt),
  };
}

/** What stands behind a column, as a constraint of the table. */
function otherForm(
  context: FormContext,
  column: ColumnParts,
  name: string,
  node: Constraint | undefined,
  text: string,
): ClauseForm | null {
  if (node === undefined) return null;
  const { table, taken, leaves } = context;
  const bare = node.conname === undefined ? text : text.replace(/^constraint\s+("(?:[^"]|"")*"|\S+)\s+/i, "");
  switch (node.contype) {
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
      return keyForm(context, node, text, name);
    case "CONSTR_CHECK":
    case "CONSTR_FOREIGN": {
      if (node.skip_validation) return null;
      const isKey = node.contype === "CONSTR_FOREIGN";
      if (isKey && leaves !== null) return null;
      const made = node.conname ?? constraintName(table.name, node, taken, isKey ? name : undefined);
      const key = isKey ? `FOREIGN KEY (${column.name}) ` : "";
      return notValidForm(context, made, `ADD CONSTRAINT ${quoted(made)} ${key}${bare}`);
    }
    default:
      return null;
  }
}

function isPrimary({ otherNodes }: ColumnParts): boolean {
  return otherNodes.some(({ contype }) => contype === "CONSTR_PRIMARY");
}

function notNullText({ notNullName }: ColumnParts): string {
  return notNullName === null ? "NOT NULL" : `CONSTRAINT ${quoted(notNullName)} NOT NULL`;
}

/** NOT NULL for rows that are filled by now. From 18 on it is a constraint with a name. */
export function requiredForm(
  { table: { head }, analyzed, taken }: FormContext,
  { name: written, notNullName }: ColumnParts,
  name: string,
): Omit<ClauseForm, "summary"> {
  const form = notNullForm(head, written, name, taken);
  if (notNullName === null || analyzed.postgres < 18) return form;
  const [, ...rest] = form.settle;
  // What the CHECK proves needs no scan here either.
  return { ...form, settle: [`${head} ADD CONSTRAINT ${quoted(notNullName)} NOT NULL ${written}`, ...rest] };
}

/** Another type: a second column that a trigger keeps equal takes the place of the first. */
export function newTypeForm(context: FormContext, { name, newType }: Clause): ClauseForm | null {
  if (name === null || newType === null) return null;
  const { table, target, taken } = context;
  const { head, relation } = table;
  const columns = target?.shape.columns.map((column) => column.name) ?? [];
  const made = makeName(name, "new", columns);
  const [old, fresh, sync] = [name, made, makeName(`sync_${table.name}_${name}`, "new")].map(quoted);
  const value = `CAST(${newType.using ?? old} AS ${newType.type})`;
  const body = `BEGIN NEW.${fresh} := (SELECT ${value} FROM (SELECT NEW.*) AS ${quoted(table.name)}); RETURN NEW; END`;
  return {
    summary:
      "a second column of the new type, kept equal by a trigger and filled in batches, takes its place",
    clauses: [`ADD COLUMN ${fresh} ${newType.type}`],
    behind: [
      `CREATE FUNCTION ${sync}() RETURNS trigger LANGUAGE plpgsql AS $$ ${body} $$`,
      `CREATE TRIGGER ${sync} BEFORE INSERT OR UPDATE ON ${relation} FOR EACH ROW EXECUTE FUNCTION ${sync}()`,
    ],
    // The trigger keeps equal what is written from now on; not every type can be compared.
    fill: [
      batch(relation, `${fresh} = ${value}`, `${fresh} IS NULL AND ${value} IS NOT NULL`, target?.shape),
    ],
    filled: target?.shape.required.includes(name) ? [notNullForm(head, quoted(made), made, taken)] : [],
    last: [
      // It has none of the statistics of the first.
      { sql: [`ANALYZE ${relation}`] },
      {
        when: `once ${fresh} has the default, indexes and constraints of ${old}`,
        sql: [
          `DROP TRIGGER ${sync} ON ${relation}`,
          `DROP FUNCTION ${sync}()`,
          `-- lockgate: ignore drops-column because ${fresh} holds its values\n${head} DROP COLUMN ${old}`,
          `-- lockgate: ignore breaks-running-code because no code knows ${fresh}\n${head} RENAME COLUMN ${fresh} TO ${old}`,
        ],
      },
    ],
  };
}
