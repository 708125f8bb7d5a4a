/** REFRESH MATERIALIZED VIEW. */

import { present } from "../../sql/nodes.ts";
import type { Deriver } from "../deriver.ts";
import { refuse } from "../refusals.ts";
import { scanOf } from "../scans.ts";
import { tableById } from "../schema/find-relation.ts";
import { indexesOf } from "../schema/lookup.ts";
import type { QueryReading } from "../schema/query.ts";
import { qualifiedName, type Table } from "../schema/relation.ts";
import { namedTable } from "../subject.ts";
import type { Command } from "./command.ts";
import { sources } from "./rows/query-sources.ts";

export const refresh: Command<"RefreshMatViewStmt"> = {
  tell(deriver, { relation, concurrent, skipData }) {
    const { model } = deriver;
    const subject = namedTable(model, present(relation));
    const { name, isNew, relation: view } = subject;
    if (skipData) {
      deriver.act("REFRESH MATERIALIZED VIEW WITH NO DATA", [{ subject, role: "target" }]);
      return deriver.destroy({ what: "rows", relation: name, name, cascade: false, isNew });
    }
    const indexes = view ? indexesOf(model, view.id) : [];
    const isUnique = indexes.some(
      ({ unique, predicate, keys }) => unique && !predicate && keys.every((key) => "column" in key),
    );
    if (concurrent && view && !isUnique)
      return refuse(deriver, subject, 'cannot refresh materialized view "%s" concurrently', name);
    if (concurrent) {
      const scan = scanOf("view rows");
      deriver.act("REFRESH MATERIALIZED VIEW CONCURRENTLY", [{ subject, role: "target", scan }]);
    } else {
      const builds = indexes.map(qualifiedName);
      deriver.act("REFRESH MATERIALIZED VIEW", [{ subject, role: "target", rewrite: true, builds }]);
    }
    deriver.act("SELECT", sources(deriver, readingOf(deriver, view), true));
  },
};

/** What the definition of a view reads, as when its query is run. */
function readingOf({ model }: Deriver, view: Table | undefined): QueryReading {
  const relations = (view?.dependsOn ?? []).flatMap(({ relation }) => {
    const table = tableById(model, relation);
    if (!table) return [];
    const { schema, name, id } = table;
    return [{ schema, name, id, forUpdate: false, only: false, extremes: null }];
  });
  return { relations, dependencies: [], functions: [], changes: [] };
}
