import { basename } from "../../tree.ts";
import type { HistoryRow } from "../history.ts";
import { leadingDigits, rowHistory } from "../row-history.ts";

/** `supabase_migrations.schema_migrations`: versions, and the statements that were run. */
export const supabaseHistory = rowHistory({
  schema: "supabase_migrations",
  tables: ["schema_migrations"],
  columns: ["version"],
  optional: ["name", "statements"],
  afterEdit: "after it was applied (supabase db push passes)",
  order: "version",
  advice: {
    apply: "supabase db push",
    outOfOrder: {
      means: "supabase db push refuses it",
      next: "give it a later time, or run `supabase db push --include-all`",
    },
    missing: (id) =>
      `bring its file back (\`supabase migration fetch\`) or, if it was undone, run \`supabase migration repair --status reverted ${id}\``,
  },
  recorded: ({ version }) => version ?? "",
  key: ({ path }) => leadingDigits(basename(path)),
  label: ({ name, version }) => (name ? `${version}_${name}` : (version ?? "")),
  // The CLI stores statements, not the file: only what the grammar reads can be compared.
  matches(row, { isSameSql }) {
    const sql = statementsOf(row);
    return sql === null ? null : (content) => isSameSql(sql, content.toString("utf8"));
  },
  sqlOf: statementsOf,
  twice: "supabase db push fails at the second one",
});

/** The statements as one script, or null where the row keeps none (a repaired or a very old one). */
function statementsOf({ statements }: HistoryRow): string | null {
  if (statements == null) return null;
  const list = JSON.parse(statements) as string[];
  return list.length === 0 ? null : list.map((statement) => `${statement.replace(/;\s*$/, "")};`).join("\n");
}
