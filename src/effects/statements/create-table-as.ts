/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */

import { present } from "../../sql/nodes.ts";
import { creationName } from "../schema/find-relation.ts";
import { readQuery } from "../schema/query.ts";
import { qualifiedName } from "../schema/relation.ts";
import { tellCalls } from "./bodies/function-calls.ts";
import type { Command } from "./command.ts";
import { failsOnTaken } from "./relation-names.ts";
import { sources } from "./rows/query-sources.ts";
import { changesInside } from "./rows/rows.ts";
import { defineTableAs, isTaken } from "./table-definition.ts";
import { failsOnChanges } from "./view.ts";

export const createTableAs: Command<"CreateTableAsStmt"> = {
  tell(account, { into, query, objtype, if_not_exists }) {
    const { model } = account;
    const range = present(into?.rel);
    const view = objtype === "OBJECT_MATVIEW";
    const reading = readQuery(model, query);
    const existing = view
      ? "CREATE MATERIALIZED VIEW IF NOT EXISTS existing"
      : "CREATE TABLE AS IF NOT EXISTS existing";
    if (failsOnTaken(account, range, if_not_exists === true, existing)) {
      // The query is looked at before the name.
      if (view && if_not_exists) account.act("CREATE VIEW", sources(account, reading, false));
      return;
    }
    if (view && failsOnChanges(account, reading)) return;
    tellCalls(account, present(query));
    const scan = into?.skipData !== true;
    const works = sources(account, reading, scan);
    account.act(view ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS", []);
    account.act(scan ? "SELECT" : "CREATE VIEW", works);
    if (scan) changesInside(account, reading);
    if (!scan || works.length === 0) return;
    const relation = qualifiedName(creationName(model, range));
    account.changes({ relation, command: "INSERT", rows: "all", isNew: true });
  },
  apply(model, { into: clause, query, objtype, if_not_exists }) {
    const into = present(clause);
    if (isTaken(model, present(into.rel), if_not_exists)) return;
    defineTableAs(model, into, query, objtype === "OBJECT_MATVIEW" ? "materialized view" : "table");
  },
};
