import type { Taken } from "../code/taken.ts";
import { type ByBreak, byBreak } from "../effects/breaks.ts";
import type { BreakEffect, DestroyEffect, Effect } from "../effects/effect.ts";

/** What an effect on something that existed takes from running code by its name; null: nothing that code names. */
export function takenBy(effect: Effect): Taken | null {
  if (effect.isNew) return null;
  if (effect.kind === "destroy") return destroyed(effect);
  return effect.kind === "break" ? byBreak<Told>(TAKEN, effect)(effect) : null;
}

function destroyed({ what, relation, name }: DestroyEffect): Taken | null {
  if (what === "column") return { kind: "column", of: relation, name };
  if (what === "table" || what === "view" || what === "materialized view")
    return { kind: "relation", of: name, name: null };
  if (what === "type") return { kind: "type", of: name, name: null };
  return what === "function" ? { kind: "routine", of: name, name: null } : null;
}

type Told = (effect: BreakEffect) => Taken | null;

const nothing: Told = () => null;
const relation: Told = ({ name }) => ({ kind: "relation", of: name, name: null });
const column: Told = (effect) => ({ kind: "column", of: effect.relation, name: effect.name });
const type: Told = ({ name }) => ({ kind: "type", of: name, name: null });
const routine: Told = ({ name }) => ({ kind: "routine", of: name, name: null });
const value: Told = ({ name }) => ({ kind: "enum value", of: null, name });

const RELATION = { dropped: relation, renamed: relation, moved: relation };
const ROUTINE = { renamed: routine, moved: routine };
const KEY = { dropped: nothing, added: nothing };

const TAKEN: ByBreak<Told> = {
  table: { ...RELATION, unpublished: nothing },
  "foreign table": RELATION,
  view: RELATION,
  "materialized view": RELATION,
  sequence: { dropped: nothing, renamed: nothing, moved: nothing, "set back": nothing },
  type: { dropped: type, renamed: type, moved: type },
  domain: { dropped: type, renamed: type },
  function: { ...ROUTINE, dropped: routine },
  procedure: ROUTINE,
  routine: ROUTINE,
  aggregate: ROUTINE,
  schema: { renamed: nothing },
  role: { renamed: nothing },
  database: { renamed: nothing },
  attribute: { dropped: nothing, renamed: nothing, retyped: nothing },
  column: {
    dropped: column,
    renamed: column,
    retyped: column,
    // What code does not know yet, it does not name: its INSERTs fail.
    required: nothing,
    "not null": column,
    generated: column,
    "used by a trigger": nothing,
    "used by a function": nothing,
  },
  "enum value": {
    dropped: value,
    renamed: value,
    written: ({ relation }) => ({ kind: "checked enum", of: relation, name: null }),
  },
  "primary key": KEY,
  "unique constraint": KEY,
  "exclusion constraint": KEY,
  "unique index": KEY,
  "check constraint": { added: nothing },
  "foreign key": { added: nothing },
  "domain constraint": { added: nothing },
  trigger: { added: nothing },
  privilege: { revoked: nothing },
  rows: { hidden: nothing, "hidden from the owner": nothing, "hidden from other roles": nothing },
  "replica identity": { lost: nothing, lacking: nothing, "given up": nothing },
  enforcement: { disabled: nothing },
  partition: { attached: nothing, detached: nothing },
  query: { failing: nothing, "read otherwise": nothing, "answered otherwise": nothing },
};
