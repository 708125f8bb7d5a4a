/** The indexes of a database that can be dropped one at a time, and what makes each again. */
import type { Session } from "../../src/shadow/engines/session.ts";

export interface DroppedIndex {
  readonly index: string;
  readonly table: string;
  readonly drop: string;
  readonly create: string;
}

/** Without keys that foreign keys refer to: those would have to go, too. */
const INDEXES = `
SELECT x.relname AS index, t.relname AS table,
  CASE WHEN k.oid IS NULL THEN format('DROP INDEX %s', x.oid::regclass)
       ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', t.oid::regclass, k.conname) END AS drop,
  CASE WHEN k.oid IS NULL THEN pg_get_indexdef(x.oid)
       ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.oid::regclass, k.conname, pg_get_constraintdef(k.oid)) END AS create
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_constraint k ON k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = t.oid AND f.contype = 'f' AND f.conindid = x.oid)
ORDER BY t.relname, x.relname`;

export function droppedIndexes(session: Session): Promise<DroppedIndex[]> {
  return session.query<DroppedIndex>(INDEXES);
}
