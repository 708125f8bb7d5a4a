import type { LiveObject } from "./live-object.ts";
import type { MadeObjects } from "./live-objects.ts";
import type { Outside } from "./outside.ts";
import type { RehearsalRecord } from "./rehearsal-state.ts";

/** What the user should know of a rehearsal, in whole sentences. `declared`: the extensions that the config names. */
export function remarksOn(
  { roles, missing, stubbed }: RehearsalRecord,
  outside: Outside | null,
  declared: readonly string[],
): string[] {
  const isStubbed = (name: string) => stubbed?.includes(name) ?? false;
  const used = [...(outside?.extensions.keys() ?? [])].filter((name) => !declared.includes(name));
  return [
    ...about("role", roles, (them) => `No migration creates the ${them}: it was created without privileges.`),
    ...about("extension", used.sort(), (them) => assumed(them, "extensions")),
    ...about("schema", outside?.schemas ?? [], (them) => assumed(them, "prelude")),
    ...about(
      "extension",
      missing.filter((name) => !isStubbed(name)),
      (them) => `Rehearsed without the ${them}, which the shadow does not have.`,
    ),
    ...about(
      "extension",
      missing.filter(isStubbed),
      (them) =>
        `The shadow does not have the ${them}: the objects were declared, their functions do nothing.`,
    ),
  ];
}

/** At most so many objects are named. */
const NAMED = 8;

/** What only production has: a part of the rehearsal, and what could be none. */
export function remarksOnLive({ made, failed }: MadeObjects): string[] {
  const shown = failed.slice(0, NAMED).map(({ object, reason }) => `${wordsOf(object)} (${reason})`);
  return [
    ...sentence(
      made.map(wordsOf),
      (them) => `Production has ${them}, which no migration makes: rehearsed with it.`,
    ),
    ...sentence(
      [...shown, ...failed.slice(NAMED).map(({ object }) => wordsOf(object))],
      (them) => `Rehearsed without what only production has and cannot be made here: ${them}.`,
    ),
  ];
}

function wordsOf({ kind, name, relation }: LiveObject): string {
  const isOnTable = kind === "trigger" || kind === "policy";
  return `the ${kind} ${name}${isOnTable && relation ? ` on ${relation}` : ""}`;
}

function sentence(words: readonly string[], write: (them: string) => string): string[] {
  if (words.length === 0) return [];
  const more = words.length - NAMED;
  const them = [...words.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])];
  const last = them.at(-1) ?? "";
  return [write(them.length === 1 ? last : `${them.slice(0, -1).join(", ")} and ${last}`)];
}

function assumed(them: string, option: string): string {
  return `No migration creates the ${them}: taken to be there (\`${option}\` in the config says so).`;
}

/** A sentence about all that there are: "extensions a, b"; none about nothing. */
function about(kind: string, names: readonly string[], sentence: (them: string) => string): string[] {
  if (names.length === 0) return [];
  return [sentence(`${names.length === 1 ? kind : `${kind}s`} ${names.join(", ")}`)];
}
