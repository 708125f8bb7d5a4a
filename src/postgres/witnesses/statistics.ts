import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

const STATISTICS = `CREATE SCHEMA other;
${TABLE}CREATE STATISTICS stats ON a, b FROM target;
`;

export const statistics = on(STATISTICS, [
  ["CREATE STATISTICS", "CREATE STATISTICS fresh (dependencies) ON a, c FROM target"],
  ["CREATE STATISTICS", "CREATE STATISTICS IF NOT EXISTS fresh ON lower(b), a FROM target"],
  ["CREATE STATISTICS", "CREATE STATISTICS IF NOT EXISTS stats ON a, c FROM target", "it exists"],
  ["ALTER STATISTICS", "ALTER STATISTICS stats SET STATISTICS 500"],
  ["ALTER STATISTICS RENAME", "ALTER STATISTICS stats RENAME TO renamed"],
  ["ALTER STATISTICS OWNER TO", "ALTER STATISTICS stats OWNER TO app"],
  ["ALTER STATISTICS SET SCHEMA", "ALTER STATISTICS stats SET SCHEMA other"],
  ["DROP STATISTICS", "DROP STATISTICS stats"],
  ["DROP STATISTICS IF EXISTS absent", "DROP STATISTICS IF EXISTS absent"],
  ["COMMENT ON STATISTICS", "COMMENT ON STATISTICS stats IS 'words'"],
  ["ALTER TABLE DROP COLUMN", "ALTER TABLE target DROP COLUMN a", "extended statistics are on it"],
]);
