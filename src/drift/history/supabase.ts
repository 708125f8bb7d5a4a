import { basename } from "../../migrations/tree.ts";
import type { FoundItem } from "../drift-report.ts";
import { compareSql } from "../same-sql.ts";
import { duplicates } from "./by-name.ts";
import type {
  AppliedMigration,
  HistoryQuestion,
  HistoryReader,
  HistoryReading,
  HistoryRow,
  LocalMigration,
} from "./reader.ts";
import { type Advice, compareSides } from "./sides.ts";

const ADVICE: Advice = {
  apply: "supabase db push",
  outOfOrder: {
    means: "supabase db push refuses it",
    next: "give it a later time, or run `supabase db push --include-all`",
  },
  missing: (id) =>
    `bring its file back (\`supabase migration fetch\`) or, if it was undone, run \`supabase migration repair --status reverted ${id}\``,
  passesMissing: null,
};

/** `supabase_migrations.schema_migrations`: versions, and the statements that were run. */
export const supabase: HistoryReader = {
  tables: ["schema_migrations"],
  columns: ["version"],
  optional: ["name", "statements"],
  order: "version",
  read,
};

function read({ rows, local, expected }: HistoryQuestion): HistoryReading {
  const own = local.flatMap((migration) => {
    const key = /^\d+/.exec(basename(migration.path))?.[0];
    return key === undefined ? [] : [{ key, id: migration.id, migration }];
  });
  // Of several of one version the first.
  const byKey = new Map(own.toReversed().map((side) => [side.key, side]));
  const applied = rows.map((row): AppliedMigration => {
    const side = byKey.get(row.version ?? "");
    const sql = statementsOf(row);
    const matches = sql === null ? null : (content: Buffer) => isSame(sql, content.toString("utf8"));
    const id = side?.id ?? (row.name ? `${row.version}_${row.name}` : (row.version ?? ""));
    return { id, local: side?.migration ?? null, edited: isEdited(side?.migration, matches), matches, sql };
  });
  const recorded = rows.map((row, index) => ({ key: row.version ?? "", id: applied[index]?.id ?? "" }));
  return {
    items: [
      ...duplicates(own, "supabase db push fails at the second one"),
      ...applied.filter(({ edited }) => edited).map(edit),
      ...compareSides({ local: own, recorded, expected }, ADVICE),
    ],
    applied,
  };
}

function isEdited(migration: LocalMigration | undefined, matches: AppliedMigration["matches"]): boolean {
  return migration?.content != null && matches !== null && !matches(migration.content);
}

/** The statements as one script, or null where the row keeps none (a repaired or a very old one). */
function statementsOf({ statements }: HistoryRow): string | null {
  if (statements == null) return null;
  const list = JSON.parse(statements) as string[];
  return list.length === 0 ? null : list.map((statement) => `${statement.replace(/;\s*$/, "")};`).join("\n");
}

/** The CLI stores statements, not the file: only what the grammar reads can be compared. */
function isSame(sql: string, text: string): boolean {
  return compareSql(sql, text) !== "statements";
}

function edit({ id }: AppliedMigration): FoundItem {
  return {
    kind: "edited",
    migration: id,
    message: `${id} was edited after it was applied (supabase db push passes)`,
    next: "restore the file as it was applied, and make the change in a new migration",
  };
}
