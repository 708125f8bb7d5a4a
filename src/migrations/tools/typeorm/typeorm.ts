import { codeFirstTool } from "../not-read.ts";
import { rowHistory } from "../row-history.ts";

const MIGRATE = "npx typeorm migration:run -d <data-source>";

export const typeorm = codeFirstTool({
  id: "typeorm",
  name: "TypeORM",
  howToSetLockTimeout: "add `extra: { lock_timeout: 5000 }` to the DataSource",
  file: /\.[cm]?[jt]s$/,
  sign: /\bMigrationInterface\b|\bQueryRunner\b/,
  packages: ["typeorm"],
  command: MIGRATE,
  runs: /\btypeorm(?:-ts-node-(?:commonjs|esm)|(?:\/cli(?:\.js)?))?\b.*\bmigration:run\b/,
  history: rowHistory({
    tables: ["migrations"],
    columns: ["timestamp", "name"],
    order: '"timestamp", id',
    advice: {
      apply: MIGRATE,
      passesMissing: "npx typeorm migration:show",
    },
    recorded: ({ name }) => name ?? null,
    key: ({ content }) => classNameIn(content?.toString("utf8") ?? ""),
    twice: "TypeORM runs one of them",
  }),
  rowNames(_, source) {
    const name = classNameIn(source);
    return name === null ? [] : [[name]];
  },
  ownTables: ["typeorm_metadata"],
  markApplied: "run `npx typeorm migration:run --fake -d <data-source>`",
});

/** The name of the class in the file, whose last 13 digits are the time that TypeORM sorts by; `name = "..."` in it wins. */
function classNameIn(source: string): string | null {
  const given = /^\s*(?:public\s+|readonly\s+)*name\s*(?::\s*string\s*)?=\s*["'`]([^"'`]+)["'`]/m.exec(
    source,
  );
  return (given ?? /\bclass\s+(\w*\d{13})\b/.exec(source))?.[1] ?? null;
}
