/** CREATE VIEW. */

import { as, nameParts, present, type ViewStmt } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { type Refusal, refusal, refuse, refuseWith } from "../refusals.ts";
import { blankTable } from "../schema/define.ts";
import { relationAt, tableById } from "../schema/find-relation.ts";
import { putRelation } from "../schema/put-relation.ts";
import { type QueryReading, readQuery } from "../schema/query.ts";
import { queryColumns } from "../schema/query-columns.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { viewTarget } from "../schema/view-target.ts";
import { namedTable, type TableSubject, tableSubject } from "../subject.ts";
import type { Command } from "./command.ts";
import { failsOnTaken } from "./relation-names.ts";
import { sources } from "./rows/query-sources.ts";

export const createView: Command<"ViewStmt"> = {
  tell(deriver, statement) {
    const { model } = deriver;
    const view = present(statement.view);
    const reading = readQuery(model, statement.query);
    if (failsOnChanges(deriver, reading)) return;
    const existing = namedTable(model, view);
    const refused = refusalOf(deriver, statement, existing.relation);
    if (refused) return refuseWith(deriver, existing, refused);
    deriver.act("CREATE VIEW", sources(deriver, reading, false));
    if (existing.relation && statement.replace) {
      deriver.act("CREATE OR REPLACE VIEW existing target", [{ subject: existing, role: "target" }]);
    } else failsOnTaken(deriver, view, false);
  },
  apply(model, { view, query, replace, aliases }) {
    const { dependencies, functions } = readQuery(model, query);
    const blank = blankTable(model, present(view));
    const before = relationAt(model, qualifiedName(blank));
    const { columns, nextColumn, known } = queryColumns(model, query);
    const names = nameParts(aliases);
    putRelation(model, {
      ...blank,
      ...(before && replace ? { id: before.id, born: before.born } : {}),
      kind: "view",
      known,
      columns: columns.map((column, at) => ({ ...column, name: names[at] ?? column.name })),
      nextColumn,
      dependsOn: dependencies,
      updates: viewTarget(model, query),
      functions,
    });
  },
};

/** No view changes rows when it is read. */
export function failsOnChanges(deriver: Deriver, { changes }: QueryReading): boolean {
  if (changes.length === 0) return false;
  const text = "views must not contain data-modifying statements in WITH";
  refuse(deriver, { name: null, isNew: true }, text);
  return true;
}

function refusalOf({ model }: Deriver, statement: ViewStmt, existing: Table | undefined): Refusal | null {
  const select = as(statement.query, "SelectStmt");
  if (statement.withCheckOption !== "NO_CHECK_OPTION" && !select?.fromClause)
    return refusal("WITH CHECK OPTION is supported only on automatically updatable views");
  if (existing?.kind !== "view" || !statement.replace || !existing.known) return null;
  const wanted = queryColumns(model, statement.query);
  if (!wanted.known || wanted.columns.length >= existing.columns.length) return null;
  return refusal("cannot drop columns from view");
}

/** The one table that an automatically updatable view writes to; null when it is none, or more is to it. */
export function tableBehind({ model }: Deriver, view: Table): TableSubject | null {
  const [only, more] = view.dependsOn;
  const target = view.updates?.relation ?? (more === undefined ? only?.relation : undefined);
  const table = tableById(model, target);
  return table && view.triggers.length === 0 && view.rules.length === 0 ? tableSubject(model, table) : null;
}
