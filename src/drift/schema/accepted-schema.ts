import type { SchemaFile } from "./engine/engine.ts";

/**
 * A schema without what the engine does not accept and what says nothing of tables: where the database is, and features
 * that this version of Prisma no longer knows by name. Null where nothing of that kind is in the engine's message.
 */
export function acceptedSchema(files: readonly SchemaFile[], message: string): SchemaFile[] | null {
  const changes = [...removals(message), ...additions(message)];
  if (changes.length === 0) return null;
  const accepted = files.map(({ path, content }) => ({
    path,
    content: changes.reduce((text, change) => change(text), content),
  }));
  return accepted.some(({ content }, at) => content !== files[at]?.content) ? accepted : null;
}

type Change = (schema: string) => string;

/** Of version 7: a schema of version 6 names its database itself. */
const NOT_SUPPORTED = /The datasource property `(\w+)` is no longer supported/g;
const NOT_KNOWN = /The preview feature "(\w+)" is not known/g;
/** Of version 6: a schema of version 7 leaves that to the config. */
const MISSING = /Argument "url" is missing in data source block/;

function removals(message: string): Change[] {
  const properties = [...message.matchAll(NOT_SUPPORTED)].map(
    ([, name]): Change =>
      (schema) =>
        schema.replace(new RegExp(`^[ \\t]*${name}[ \\t]*=.*$`, "m"), ""),
  );
  const features = [...message.matchAll(NOT_KNOWN)].map(
    ([, name]): Change =>
      (schema) =>
        schema.replace(/^[ \t]*previewFeatures[ \t]*=[ \t]*\[[^\]]*\]/gm, (list) =>
          list.replace(new RegExp(`"${name}"[ \\t]*,?`), ""),
        ),
  );
  return [...properties, ...features];
}

function additions(message: string): Change[] {
  if (!MISSING.test(message)) return [];
  return [
    (schema) => schema.replace(/^\s*datasource\s+\w+\s*\{/m, '$&\n  url = "postgresql://localhost/unused"'),
  ];
}
