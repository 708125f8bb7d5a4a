/** What the change makes of the schema, as the rehearsals of its targets have shown it. */
import { type Fact, type Facts, keyOf } from "../drift/catalog/fact.ts";
import type { Selection, SelectResult } from "../migrations/selection.ts";
import type { SchemaDiff, SchemaEntry } from "../schema-diff/schema-diff.ts";
import type { AnalyzeAllResult } from "./analyze-all.ts";
import type { CatalogChange } from "./catalog-witness.ts";
import type { Changes } from "./changes.ts";

/** Undefined where nothing was rehearsed, or where nothing was seen to change and not all was seen. */
export async function schemaDiffOf(
  { selections, targets, unreadable }: SelectResult,
  { catalogs, changes }: Pick<AnalyzeAllResult, "catalogs" | "changes">,
  isRehearsed: boolean,
): Promise<SchemaDiff | undefined> {
  if (!isRehearsed) return undefined;
  const isWhole =
    selections.every(({ target }) => catalogs.get(target)?.isWhole) &&
    unreadable.length === 0 &&
    targets.every(({ skipped }) => skipped === null);
  const entries: SchemaEntry[] = [];
  for (const selection of selections) {
    const { target } = selection;
    const catalog = catalogs.get(target);
    if (catalog === undefined) continue;
    const named = selections.length > 1 ? { target: target.name } : {};
    for (const entry of await entriesOf(selection, catalog, changes)) entries.push({ ...entry, ...named });
  }
  return entries.length > 0 || isWhole ? entries : undefined;
}

async function entriesOf(
  selection: Selection,
  { before, after, missingExtensions }: CatalogChange,
  changes: Changes,
): Promise<SchemaEntry[]> {
  const { compareSchemas } = await import("../schema-diff/compare-schemas.ts");
  if (missingExtensions.length === 0) return compareSchemas(before, after);
  const { stubbedNames } = await import("../shadow/platforms/stubs/stubs.ts");
  const stubs = new Set(missingExtensions.flatMap(stubbedNames));
  const wanted = await newExtensions(selection, missingExtensions, changes);
  return compareSchemas(before, new Map([...after, ...wanted]), ({ relation, name }) =>
    stubs.has(relation ?? bareName(name)),
  );
}

/** Those that the shadow lacks and the change is the first to create, as it would have them. */
async function newExtensions(
  { migrations, judged }: Selection,
  missing: readonly string[],
  changes: Changes,
): Promise<Facts> {
  const { extensionsIn } = await import("../shadow/platforms/extensions.ts");
  const known = new Set(
    extensionsIn(migrations.flatMap(({ id, sql }) => (judged.has(id) ? [] : { text: sql }))),
  );
  const statements = changes.flat().flatMap((one) => (judged.has(one.migration.id) ? one.statements : []));
  const facts = extensionsIn(statements.map(({ statement }) => statement))
    .filter((name) => missing.includes(name) && !known.has(name))
    .map((name): Fact => {
      return {
        object: "extension",
        schema: null,
        relation: null,
        name,
        id: "",
        attributes: {},
        implied: false,
      };
    });
  return new Map(facts.map((fact) => [keyOf(fact), fact]));
}

/** Without the arguments of a routine. */
function bareName(name: string): string {
  return name.replace(/\(.*/s, "");
}
