import { basename } from "../../tree.ts";
import {
  byKey,
  compareHistories,
  duplicateVersions,
  editedItem,
  type HistoryAdvice,
} from "../compare-histories.ts";
import type {
  AppliedMigration,
  HistoryOptions,
  HistoryReader,
  HistoryResult,
  HistoryRow,
} from "../history.ts";

const AFTER_EDIT = "after it was applied (supabase db push passes)";

const ADVICE: HistoryAdvice = {
  apply: "supabase db push",
  outOfOrder: {
    means: "supabase db push refuses it",
    next: "give it a later time, or run `supabase db push --include-all`",
  },
  missing: (id) =>
    `bring its file back (\`supabase migration fetch\`) or, if it was undone, run \`supabase migration repair --status reverted ${id}\``,
};

/** `supabase_migrations.schema_migrations`: versions, and the statements that were run. */
export const supabaseHistory: HistoryReader = {
  schema: "supabase_migrations",
  tables: ["schema_migrations"],
  columns: ["version"],
  optional: ["name", "statements"],
  afterEdit: AFTER_EDIT,
  order: "version",
  read,
};

function read({ rows, local, expected, isSameSql }: HistoryOptions): HistoryResult {
  const own = local.flatMap((migration) => {
    const key = /^\d+/.exec(basename(migration.path))?.[0];
    return key === undefined ? [] : [{ key, id: migration.id, migration }];
  });
  const known = byKey(own);
  const applied = rows.map((row): AppliedMigration => {
    const here = known.get(row.version ?? "");
    const sql = statementsOf(row);
    // The CLI stores statements, not the file: only what the grammar reads can be compared.
    const matches = sql === null ? null : (content: Buffer) => isSameSql(sql, content.toString("utf8"));
    const content = here?.migration.content ?? null;
    const edited = content !== null && matches?.(content) === false;
    const id = here?.id ?? (row.name ? `${row.version}_${row.name}` : (row.version ?? ""));
    return { id, local: here?.migration ?? null, edited, matches, sql };
  });
  const recorded = rows.map((row, index) => ({ key: row.version ?? "", id: applied[index]?.id ?? "" }));
  return {
    items: [
      ...duplicateVersions(own, "supabase db push fails at the second one"),
      ...applied.filter(({ edited }) => edited).map(({ id }) => editedItem(id, `was edited ${AFTER_EDIT}`)),
      ...compareHistories({ local: own, recorded, expected }, ADVICE),
    ],
    applied,
  };
}

/** The statements as one script, or null where the row keeps none (a repaired or a very old one). */
function statementsOf({ statements }: HistoryRow): string | null {
  if (statements == null) return null;
  const list = JSON.parse(statements) as string[];
  return list.length === 0 ? null : list.map((statement) => `${statement.replace(/;\s*$/, "")};`).join("\n");
}
