/** What the version of PostgreSQL does not know of a statement. */

import type { Syntax } from "../../postgres/syntax-probes.ts";
import { lacksSyntax } from "../../postgres/versions.ts";
import { as, type Node } from "../../sql/nodes.ts";
import { parseScript } from "../../sql/parse.ts";
import { optionOf } from "../../sql/routine-head.ts";
import type { Deriver } from "../deriver.ts";
import { findRelation } from "../schema/find-relation.ts";
import { routinesNamed } from "../schema/routine.ts";
import { type Lack, lacksOf } from "./missing-objects.ts";
import { type Readings, readingsOf, syntaxOf } from "./syntax.ts";

/** Tells what the version lacks; true: it does not even read the statement, so nothing else of it happens. */
export function reportVersion(deriver: Deriver, statement: Node): boolean {
  const { major } = deriver.context;
  let isRead = true;
  for (const syntax of syntaxOf(statement, lackedBy(major))) {
    const sqlstate = lacksSyntax(syntax, major);
    if (sqlstate === null || isOwnFunction(deriver, syntax, sqlstate)) continue;
    isRead = false;
    const reason = `PostgreSQL ${major} does not know ${syntax}`;
    deriver.lacks({ relation: null, reason, sqlstate, isNew: false });
  }
  if (isRead && !skips(deriver, statement)) {
    for (const lack of lacksOf(statement, deriver.model, major)) reportLack(deriver, lack);
  }
  for (const inner of bodyOf(deriver, statement)) if (reportVersion(deriver, inner)) isRead = false;
  return !isRead;
}

const LACKED = new Map<number, Readings>();

/** What tells the syntax that a version lacks, which of the newest is next to nothing. */
function lackedBy(major: number): Readings {
  const known = LACKED.get(major) ?? readingsOf((syntax) => lacksSyntax(syntax, major) !== null);
  LACKED.set(major, known);
  return known;
}

function reportLack({ context, lacks }: Deriver, { what, has, sqlstate, sure }: Lack): void {
  const known = `PostgreSQL ${context.major} has no ${what} (${has})`;
  lacks({
    relation: null,
    reason: sure ? known : `${known}, unless the database has its own`,
    sqlstate,
    isNew: false,
    ...(sure ? {} : { evidence: "assumed" }),
  });
}

/** Before it was SQL's own syntax it was the call of a function, which the user may have made. */
function isOwnFunction({ model }: Deriver, syntax: Syntax, sqlstate: string): boolean {
  if (sqlstate !== "42883") return false;
  return syntax.split(/, | and /).some((name) => routinesNamed(model, [name.toLowerCase()]).length > 0);
}

/** CREATE … IF NOT EXISTS of what is there is not looked at. */
function skips({ model }: Deriver, statement: Node): boolean {
  const table = as(statement, "CreateStmt");
  const view = as(statement, "CreateTableAsStmt");
  const relation = table?.if_not_exists ? table.relation : view?.if_not_exists ? view.into?.rel : undefined;
  return relation !== undefined && findRelation(model, relation) !== undefined;
}

/** The statements of a function in SQL, which are looked at when it is made. */
function bodyOf({ model }: Deriver, statement: Node): readonly Node[] {
  const options = as(statement, "CreateFunctionStmt")?.options;
  if (!model.checksBodies || optionOf(options, "language") !== "sql") return [];
  return parseScript(optionOf(options, "as") ?? "").statements.map(({ node }) => node);
}
