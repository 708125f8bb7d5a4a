/** Changes that running code has to be ready for, spread over releases: what each release runs, with the real names. */
import { alterTable } from "../sql/alter-table.ts";
import { as, type Node } from "../sql/nodes.ts";
import { qualified, quoted, quotedRelation } from "../sql/quote.ts";
import type { Analyzed } from "./analyzed.ts";
import { target } from "./partitions.ts";
import { batch } from "./safe-forms.ts";
import type { Step } from "./step.ts";

/** A finding of this rule is confirmed by the step, for this reason. */
export interface Confirmed {
  readonly rule: string;
  readonly because: string;
}

/** The statement as it is, in a later release. */
export function postponed(
  { statement }: Pick<Analyzed, "statement">,
  when: string,
  confirmed: readonly Confirmed[],
): Step[] {
  return [{ sql: [confirming(statement.text, confirmed)], when }];
}

function confirming(sql: string, confirmed: readonly Confirmed[]): string {
  return [
    ...confirmed.map(({ rule, because }) => `-- lockgate: ignore ${rule} because ${because}`),
    sql,
  ].join("\n");
}

/** What else an ALTER TABLE does stays in this release; the columns go in a later one. */
export function columnsDroppedLater(
  analyzed: Analyzed,
  when: string,
  confirmed: readonly Confirmed[],
): Step[] {
  const table = alterTable(analyzed.statement);
  const drops = table?.clauses.filter(({ type }) => type === "AT_DropColumn") ?? [];
  const rest = table?.clauses.filter(({ type }) => type !== "AT_DropColumn") ?? [];
  // A key may be free only when the column has gone.
  const waits = rest.some(
    ({ type, column }) => type !== "AT_AddColumn" || column === null || column.others.length > 0,
  );
  if (table === null || rest.length === 0 || waits) return postponed(analyzed, when, confirmed);
  const clauses = (list: typeof rest) => list.map(({ text }) => text).join(", ");
  return [
    { sql: [`${table.head} ${clauses(rest)}`] },
    { sql: [confirming(`${table.head} ${clauses(drops)}`, confirmed)], when },
  ];
}

/** A table or view under another name, or in another schema: a view has the old one until no running code uses it. */
export function viewWithOldName(analyzed: Analyzed): Step[] | null {
  const { node, text } = analyzed.statement;
  const rename = as(node, "RenameStmt");
  const move = as(node, "AlterObjectSchemaStmt");
  const own = rename?.relation ?? move?.relation;
  const kind = rename?.renameType ?? move?.objectType;
  if (own?.relname === undefined || (kind !== "OBJECT_TABLE" && kind !== "OBJECT_VIEW")) return null;
  // The name is another one's at once.
  const isGivenAgain = analyzed.change
    .slice(analyzed.index + 1)
    .some(({ statement: { node: later } }) => givenName(later) === own.relname);
  if (isGivenAgain) return null;
  const schema = own.schemaname;
  const old = qualified(schema, own.relname);
  const renamed = rename?.newname ?? own.relname;
  const next = qualified(move?.newschema ?? schema, renamed);
  return [
    {
      sql: [text, `CREATE VIEW ${old} AS SELECT * FROM ${next}`],
    },
    {
      sql: [
        confirming(`DROP VIEW ${old}`, [
          { rule: "breaks-running-code", because: `no running code uses ${old}` },
        ]),
      ],
      when: `once no running code uses ${old}`,
    },
  ];
}

/** A column under another name: a second one that code writes, too, takes its place. Null where its type is not known. */
export function columnWithNewName(analyzed: Analyzed): Step[] | null {
  const rename = as(analyzed.statement.node, "RenameStmt");
  const own = target(analyzed);
  if (rename?.renameType !== "OBJECT_COLUMN" || own === null || !own.shape.known) return null;
  const { subname: old = "", newname = "" } = rename;
  const type = own.shape.columns.find(({ name }) => name === old)?.type ?? null;
  if (type === null || own.shape.kind !== "table") return null;
  const table = quotedRelation(own.relation);
  const [from, to] = [quoted(old), quoted(newname)];
  const filled = batch(table, `${to} = ${from}`, `${to} IS NULL AND ${from} IS NOT NULL`, own.shape);
  return [
    { sql: [`ALTER TABLE ${table} ADD COLUMN ${to} ${type}`] },
    { ...filled, when: `once running code writes ${from} and ${to}` },
    {
      sql: [
        confirming(`ALTER TABLE ${table} DROP COLUMN ${from}`, [
          { rule: "drops-column", because: `${to} holds its values` },
        ]),
      ],
      when: `once ${to} has the default, indexes and constraints of ${from}, and no running code uses ${from}`,
    },
  ];
}

/** The name of a table or view that a statement makes. */
function givenName(node: Node): string | undefined {
  const made = as(node, "CreateStmt")?.relation ?? as(node, "ViewStmt")?.view;
  return made?.relname ?? as(node, "RenameStmt")?.newname;
}
