/** CREATE and ALTER PUBLICATION: the tables that are named are locked, with their children. */

import type { Form } from "../../postgres/catalogue.ts";
import { type AlterPublicationStmt, allOf, isOnly, type Node, type RangeVar } from "../../sql/nodes.ts";
import type { Deriver, Work } from "../deriver.ts";
import { ensureTable } from "../schema/define.ts";
import { tableById } from "../schema/find-relation.ts";
import { descendantsOf } from "../schema/lookup.ts";
import { type Publication, type SchemaModel, toChange } from "../schema/model.ts";
import type { RelationId } from "../schema/relation.ts";
import { publishesChanges } from "../schema/replica-identity.ts";
import { below, namedTable, tableSubject } from "../subject.ts";
import { type Command, reportWithoutLocks } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

interface PublishedObjects {
  readonly tables: readonly RangeVar[];
  /** Columns or a WHERE are given for some. */
  readonly filtered: boolean;
  /** TABLES IN SCHEMA; undefined stands for the current one. */
  readonly schemas: readonly (string | undefined)[];
}

function objectsOf(nodes: readonly Node[] | undefined): PublishedObjects {
  const objects = allOf(nodes, "PublicationObjSpec");
  const tables = objects.flatMap(({ pubtable }) => pubtable ?? []);
  return {
    tables: tables.flatMap(({ relation }) => relation ?? []),
    filtered: tables.some(({ columns, whereClause }) => columns || whereClause),
    schemas: objects.filter(({ pubtable }) => !pubtable).map(({ name }) => name),
  };
}

export const createPublication: Command<"CreatePublicationStmt"> = {
  tell(deriver, { pubobjects, for_all_tables }) {
    const { tables, schemas } = reportFilter(deriver, objectsOf(pubobjects));
    if (for_all_tables) deriver.act("CREATE PUBLICATION FOR ALL TABLES", []);
    if (schemas.length > 0) deriver.act("CREATE PUBLICATION FOR TABLES IN SCHEMA", []);
    if (tables.length > 0) lock(deriver, "CREATE PUBLICATION FOR TABLE", tables);
    else if (!for_all_tables && schemas.length === 0) deriver.act("CREATE PUBLICATION", []);
  },
  apply(model, { pubname = "", pubobjects, for_all_tables, options }) {
    const objects = objectsOf(pubobjects);
    toChange(model, "publications").set(pubname, {
      tables: tableIds(model, objects),
      all: for_all_tables === true,
      schemas: schemaNames(model, objects),
      changes: publishesChanges(options) ?? true,
    });
  },
};

export const alterPublication: Command<"AlterPublicationStmt"> = {
  tell(deriver, { pubname = "", pubobjects, action }) {
    const { tables, schemas } = reportFilter(deriver, objectsOf(pubobjects));
    if (tables.length === 0 && schemas.length === 0) return deriver.act("ALTER PUBLICATION SET", []);
    const word = WORDS[action ?? "AP_AddObjects"];
    if (schemas.length > 0 && word === "SET") deriver.act("ALTER PUBLICATION SET TABLES IN SCHEMA", []);
    else if (schemas.length > 0) reportWithoutLocks(deriver, `ALTER PUBLICATION ${word} TABLES IN SCHEMA`);
    if (tables.length > 0) lock(deriver, `ALTER PUBLICATION ${word} TABLE`, tables);
    if (word === "SET") lockPublished(deriver, pubname, tables);
  },
  apply(model, { pubname = "", pubobjects, action, options }) {
    const known = model.publications.get(pubname) ?? UNKNOWN;
    const changes = publishesChanges(options) ?? known.changes;
    const objects = objectsOf(pubobjects);
    const isKnown = known.tables !== null || action === "AP_SetObjects";
    const tables = changed(known.tables ?? [], tableIds(model, objects), action);
    const schemas = changed(known.schemas, schemaNames(model, objects), action);
    const named = pubobjects ? { tables: isKnown ? tables : null, schemas } : {};
    toChange(model, "publications").set(pubname, { ...known, changes, ...named });
  },
};

/** One that no statement made. */
const UNKNOWN: Publication = { tables: null, all: false, schemas: [], changes: true };

const WORDS = { AP_AddObjects: "ADD", AP_DropObjects: "DROP", AP_SetObjects: "SET" } as const;

function changed<T>(before: readonly T[], named: readonly T[], action: AlterPublicationStmt["action"]): T[] {
  if (action === "AP_SetObjects") return [...named];
  if (action === "AP_DropObjects") return before.filter((it) => !named.includes(it));
  return [...new Set([...before, ...named])];
}

function reportFilter(deriver: Deriver, objects: PublishedObjects): PublishedObjects {
  const words = "columns and WHERE in a publication";
  if (objects.filtered) deriver.act("CREATE PUBLICATION FOR TABLE columns or WHERE", [], words);
  return objects;
}

function lock(deriver: Deriver, form: Form, ranges: readonly RangeVar[]): void {
  const works: Work[] = [];
  for (const range of ranges) {
    const subject = namedTable(deriver.model, range);
    if (failsOnAbsent(deriver, subject)) return;
    // Partitions are published by way of their parent.
    const children = isOnly(range) ? [] : below(deriver.model, subject.relation);
    works.push({ subject, role: "target" }, ...children.filter(({ role }) => role === "child"));
  }
  deriver.act(form, works);
}

/** SET locks what is published until then, too. */
function lockPublished(deriver: Deriver, publication: string, ranges: readonly RangeVar[]): void {
  const { model } = deriver;
  const published = model.publications.get(publication)?.tables;
  if (!published) {
    deriver.unanalyzed(`which tables the publication ${publication} has until now is not known`);
    return;
  }
  const tables = published.flatMap((id) => tableById(model, id) ?? []);
  if (tables.length === 0 && ranges.length > 0) return;
  deriver.act(
    "ALTER PUBLICATION SET TABLE",
    tables.map((table) => ({ subject: tableSubject(model, table), role: "target" })),
  );
}

function schemaNames(model: SchemaModel, { schemas }: PublishedObjects): string[] {
  return schemas.flatMap((name) => name ?? model.searchPath.slice(0, 1));
}

function tableIds(model: SchemaModel, { tables }: PublishedObjects): RelationId[] {
  const ids = tables.flatMap((range): RelationId[] => {
    const table = ensureTable(model, range);
    const inherited = isOnly(range) ? [] : descendantsOf(model, table.id).filter((child) => !child.partition);
    return [table.id, ...inherited.map(({ id }) => id)];
  });
  return [...new Set(ids)];
}
