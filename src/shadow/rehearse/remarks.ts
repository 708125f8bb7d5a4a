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

function assumed(them: string, option: string): string {
  return `No migration creates the ${them}: taken to be there (\`${option}\` in the config says so).`;
}

/** A sentence about all that there are: "extensions a, b"; none about nothing. */
function about(kind: string, names: readonly string[], sentence: (them: string) => string): string[] {
  if (names.length === 0) return [];
  return [sentence(`${names.length === 1 ? kind : `${kind}s`} ${names.join(", ")}`)];
}
