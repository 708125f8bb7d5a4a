/** What only production has, made on the shadow before the new migrations run: they meet it there, too. */
import type { Session } from "../engines/session.ts";
import { definitionOf, type LiveObject, qualified } from "./live-object.ts";
import type { RehearsalState } from "./rehearsal-state.ts";

export interface MadeObjects {
  /** Those that no migration makes, made now. */
  readonly made: readonly LiveObject[];
  /** Those that cannot be made there, with PostgreSQL's words. */
  readonly failed: readonly { readonly object: LiveObject; readonly reason: string }[];
}

export async function makeLiveObjects(
  state: RehearsalState,
  objects: readonly LiveObject[],
): Promise<MadeObjects> {
  const { session } = state.shadow;
  const there = await namesOf(session);
  const made: LiveObject[] = [];
  let failed: { readonly object: LiveObject; readonly reason: string }[] = [];
  let left = objects.filter((object) => !isThere(there, object));
  // The body of a function may be left out, or read what is made after it.
  await session.exec("SET check_function_bodies = off");
  // A list that somebody wrote may name what others need behind them: as long as one more can be made, all are tried again.
  for (let last = left.length + 1; left.length > 0 && left.length < last; ) {
    last = left.length;
    failed = [];
    for (const object of left) {
      const reason = await make(state, object);
      if (reason === null) made.push(object);
      else failed.push({ object, reason });
    }
    left = failed.map(({ object }) => object);
  }
  for (const { object } of failed) state.lack(object.name, object.sql);
  await state.connectAgain();
  return { made, failed };
}

/** Why it cannot be made, or null: it is there. */
async function make(state: RehearsalState, object: LiveObject): Promise<string | null> {
  const statement = definitionOf(object);
  if (statement === null) return `its SQL is not one that makes a ${object.kind}`;
  const sql = state.definition(statement);
  if (sql === null) return "the shadow does not have it";
  const { error } = await state.shadow.session.exec(sql);
  if (!error) return null;
  await state.shadow.session.exec("ROLLBACK");
  return error.message;
}

type Names = ReadonlySet<string>;

/** One row an object: its kind, its name as in a snapshot, its table. */
const NAMES = `
SELECT 'schema' AS kind, nspname::text AS name, NULL AS relation FROM pg_catalog.pg_namespace
UNION ALL SELECT 'extension', extname, NULL FROM pg_catalog.pg_extension
UNION ALL SELECT 'relation', n.nspname || '.' || c.relname, NULL
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL SELECT 'function', n.nspname || '.' || p.proname, NULL
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
UNION ALL SELECT 'function', n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', NULL
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
UNION ALL SELECT 'trigger', t.tgname, n.nspname || '.' || c.relname FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL SELECT 'policy', p.polname, n.nspname || '.' || c.relname FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

async function namesOf(session: Session): Promise<Names> {
  type Row = { kind: string; name: string; relation: string | null };
  const rows = await session.query<Row>(NAMES);
  return new Set(rows.map(({ kind, name, relation }) => keyOf(kind, name, relation)));
}

function isThere(names: Names, { kind, name, relation }: LiveObject): boolean {
  const isRelation = kind === "view" || kind === "materialized view" || kind === "index";
  const isOnTable = kind === "trigger" || kind === "policy";
  const full = isRelation || kind === "function" ? qualified(name) : name;
  const table = isOnTable && relation !== undefined ? qualified(relation) : null;
  return names.has(keyOf(isRelation ? "relation" : kind, full, table));
}

function keyOf(kind: string, name: string, relation: string | null): string {
  return JSON.stringify([kind, name, relation]);
}
