/** What happened, told from two looks at the catalogs: the measure that the rules are held against. */
import type { Look, Reliance } from "./look.ts";

/** pg_locks' names of the modes that keep others from writing or reading. */
const BLOCKING: ReadonlySet<string> = new Set([
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
]);

const TABLES = "rpm";

/** What one statement did to the relations that were there when its migration began. */
export interface Happened {
  /** Existing tables whose rows it went through. */
  readonly scanned: readonly string[];
  /** Existing tables that others cannot read or write while it ran. */
  readonly blocked: readonly string[];
  /** "table public.a", "column public.a 3", "rows public.a". */
  readonly destroyed: readonly string[];
}

/** `start`: when the migration began; `before` and `after`: around the statement, in its transaction. */
export function happened(start: Look, before: Look, after: Look, sql: string): Happened {
  const referenced = newKeys(before, after);
  const scanned: string[] = [];
  const destroyed: string[] = [];
  for (const [oid, { name, kind, unique, columns, dropped }] of start.relations) {
    const then = before.relations.get(oid);
    const now = after.relations.get(oid);
    const isTable = TABLES.includes(kind);
    if (then && !now && isTable) destroyed.push(`table ${name}`);
    if (!then || !now) continue;
    const isRead = now.scans > then.scans;
    // A lookup by a unique key is none of many rows.
    if (isRead && (isTable || !unique) && !referenced.has(oid)) scanned.push(name);
    if (isTable && now.file !== then.file && !isRead) destroyed.push(`rows ${name}`);
    for (const column of now.dropped ?? []) {
      const wasGone = then.dropped?.includes(column) || dropped?.includes(column);
      if (!wasGone && column <= columns) destroyed.push(`column ${name} ${column}`);
    }
  }
  const [, deleted] = /^\s*DELETE\s+FROM\s+(?:ONLY\s+)?([\w."]+)\s*;?\s*$/i.exec(sql) ?? [];
  if (deleted !== undefined && scanned.length > 0) destroyed.push(`rows ${deleted}`);
  const blocked = after.locks
    .filter(({ mode }) => BLOCKING.has(mode))
    .flatMap(({ oid }) => start.relations.get(oid) ?? [])
    .filter(({ kind }) => TABLES.includes(kind))
    .map(({ name }) => name);
  return { scanned: [...new Set(scanned)], blocked: [...new Set(blocked)].sort(), destroyed };
}

/** The referenced side of a key that is new: its rows are looked up one by one, however the planner does it here. */
function newKeys(before: Look, after: Look): Set<number> {
  const made = [...after.keys].filter(([oid]) => !before.keys.has(oid)).map(([, key]) => key);
  return new Set(made.map(({ to }) => to).filter((to) => !made.some(({ from }) => from === to)));
}

/** What running code relied on and does not find any more, and what rows that are there could violate. */
export interface Relied {
  readonly breaks: readonly string[];
  readonly fails: readonly string[];
}

export function relied(before: Reliance, after: Reliance): Relied {
  const breaks: string[] = [];
  const fails: string[] = [];
  for (const [key, value] of before) {
    if (/^(relation|column|value|type|function) /.test(key) && after.get(key) !== value)
      breaks.push(`${key} ${value}`);
  }
  for (const [key, value] of after) {
    if (before.has(key)) continue;
    const [what, table = ""] = key.split(" ");
    if (key.startsWith("required ") && before.has(`relation ${table}`)) {
      breaks.push(key);
      fails.push(key);
    } else if (key.startsWith("not null ") && before.has(`column ${key.split(" ").slice(2).join(" ")}`)) {
      fails.push(key);
    } else if (what === "check" || what === "unique") {
      const old = oldColumns(before, value);
      // A column that is new holds no two equal values, but a check can bind it to one that is old.
      if (what === "check" ? old.includes(true) : old.length > 0 && !old.includes(false))
        fails.push(`${key} ${value}`);
    }
  }
  return { breaks, fails };
}

/** Of each column of "16384 1,2", whether it was there before; nothing where the table was not. 0 is an expression. */
function oldColumns(before: Reliance, value: string): boolean[] {
  const [table = "", columns = ""] = value.split(" ");
  if (!before.has(`relation ${table}`)) return [];
  return columns.split(",").map((column) => column === "0" || before.has(`column ${table} ${column}`));
}
