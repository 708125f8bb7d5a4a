/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */

import { present } from "../../sql/nodes.ts";
import { creationName } from "../schema/find-relation.ts";
import { readQuery } from "../schema/query.ts";
import { qualifiedName } from "../schema/relation.ts";
import { reportCalls } from "./bodies/function-calls.ts";
import type { Command } from "./command.ts";
import { failsOnTaken } from "./relation-names.ts";
import { sources } from "./rows/query-sources.ts";
import { changesInside } from "./rows/rows.ts";
import { defineTableAs, isTaken } from "./table-definition.ts";
import { failsOnChanges } from "./view.ts";

export const createTableAs: Command<"CreateTableAsStmt"> = {
  tell(deriver, { into, query, objtype, if_not_exists }) {
    const { model } = deriver;
    const range = present(into?.rel);
    const view = objtype === "OBJECT_MATVIEW";
    const reading = readQuery(model, query);
    const existing = view
      ? "CREATE MATERIALIZED VIEW IF NOT EXISTS existing"
      : "CREATE TABLE AS IF NOT EXISTS existing";
    if (failsOnTaken(deriver, range, if_not_exists === true, existing)) {
      // The query is looked at before the name.
      if (view && if_not_exists) deriver.act("CREATE VIEW", sources(deriver, reading, false));
      return;
    }
    if (view && failsOnChanges(deriver, reading)) return;
    reportCalls(deriver, present(query));
    const scan = into?.skipData !== true;
    const works = sources(deriver, reading, scan);
    deriver.act(view ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS", []);
    deriver.act(scan ? "SELECT" : "CREATE VIEW", works);
    if (scan) changesInside(deriver, reading);
    if (!scan || works.length === 0) return;
    const relation = qualifiedName(creationName(model, range));
    deriver.changes({ relation, command: "INSERT", rows: "all", isNew: true });
  },
  apply(model, { into: clause, query, objtype, if_not_exists }) {
    const into = present(clause);
    if (isTaken(model, present(into.rel), if_not_exists)) return;
    defineTableAs(model, into, query, objtype === "OBJECT_MATVIEW" ? "materialized view" : "table");
  },
};
