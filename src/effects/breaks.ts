/** What a change can take from running code of the previous release: the objects, what can happen to each, and its words. */
const WORDS = {
  table: {
    dropped: "table dropped",
    renamed: "table renamed",
    moved: "table moved to another schema",
    unpublished: "table no longer published",
  },
  "foreign table": {
    dropped: "foreign table dropped",
    renamed: "foreign table renamed",
    moved: "foreign table moved to another schema",
  },
  view: { dropped: "view dropped", renamed: "view renamed", moved: "view moved to another schema" },
  "materialized view": {
    dropped: "materialized view dropped",
    renamed: "materialized view renamed",
    moved: "materialized view moved to another schema",
  },
  sequence: {
    dropped: "sequence dropped",
    renamed: "sequence renamed",
    moved: "sequence moved to another schema",
    "set back": "sequence set back",
  },
  type: { dropped: "type dropped", renamed: "type renamed", moved: "type moved to another schema" },
  domain: { dropped: "domain dropped", renamed: "domain renamed" },
  function: {
    dropped: "function dropped",
    renamed: "function renamed",
    moved: "function moved to another schema",
  },
  procedure: { renamed: "procedure renamed", moved: "procedure moved to another schema" },
  routine: { renamed: "routine renamed", moved: "routine moved to another schema" },
  aggregate: { renamed: "aggregate renamed", moved: "aggregate moved to another schema" },
  schema: { renamed: "schema renamed" },
  role: { renamed: "role renamed" },
  database: { renamed: "database renamed" },
  attribute: {
    dropped: "attribute dropped",
    renamed: "attribute renamed",
    retyped: "attribute type changed",
  },
  column: {
    dropped: "column dropped",
    renamed: "column renamed",
    retyped: "type changed",
    required: "column newly required",
    "not null": "NULL no longer accepted",
    generated: "column always generated",
    "used by a trigger": "column used by a trigger",
    "used by a function": "column used by a function",
  },
  "enum value": {
    dropped: "enum value dropped",
    renamed: "enum value renamed",
    written: "new enum value written",
  },
  "primary key": { dropped: "primary key dropped", added: "primary key added" },
  "unique constraint": { dropped: "unique constraint dropped", added: "unique constraint added" },
  "exclusion constraint": { dropped: "exclusion constraint dropped", added: "exclusion constraint added" },
  "unique index": { dropped: "unique index dropped", added: "unique index added" },
  "check constraint": { added: "check constraint added" },
  "foreign key": { added: "foreign key added" },
  "domain constraint": { added: "domain constraint added" },
  trigger: { added: "trigger added" },
  privilege: { revoked: "privilege revoked" },
  rows: {
    hidden: "rows hidden",
    "hidden from the owner": "rows hidden from the owner",
    "hidden from other roles": "rows hidden from other roles",
  },
  "replica identity": {
    lost: "replica identity lost",
    lacking: "published without a replica identity",
    "given up": "replica identity given up",
  },
  enforcement: { disabled: "enforcement disabled" },
  partition: { attached: "partition attached", detached: "partition detached" },
  query: {
    failing: "query fails",
    "read otherwise": "parameter of a query read as another type",
    "answered otherwise": "result of a query changed",
  },
} as const;

type Words = typeof WORDS;

/** What running code relies on. */
export type BrokenObject = keyof Words;

type ChangeOf<O extends BrokenObject> = { [B in O]: keyof Words[B] }[O];

/** An object, what happens to it, and both in words ("column renamed"): `breakOf` makes it. */
export interface Break {
  readonly object: BrokenObject;
  readonly change: ChangeOf<BrokenObject>;
  readonly what: BreakWords;
}

export type BreakWords = { [O in BrokenObject]: Words[O][keyof Words[O]] }[BrokenObject];

export const BREAK_WORDS: readonly BreakWords[] = Object.values(WORDS).flatMap((changes) =>
  Object.values(changes),
);

export function breakOf<O extends BrokenObject>(object: O, change: keyof Words[O] & string): Break {
  const at = { object, change: change as Break["change"] };
  return { ...at, what: byBreak<BreakWords>(WORDS, at) };
}

/** A value for every break: none can be left out. */
export type ByBreak<T> = { readonly [O in BrokenObject]: { readonly [C in keyof Words[O]]: T } };

/** The value that a table has for a break. */
export function byBreak<T>(table: ByBreak<T>, { object, change }: Omit<Break, "what">): T {
  // `breakOf` has checked that the object has the change.
  return (table[object] as Readonly<Record<string, T>>)[change] as T;
}
