import type { Chain } from "./chain.ts";
import type { Outside } from "./outside.ts";

/** Roles that stand in for those of the live server. */
export function remarkOnRoles(roles: readonly string[]): string[] {
  if (roles.length === 0) return [];
  return [
    `No migration creates ${roles.length === 1 ? "the role" : "the roles"} ${roles.join(", ")}: it was rehearsed without rights of their own.`,
  ];
}

/** Extensions and schemas that are used and that no migration creates. */
export function remarkOnOutside(outside: Outside | null, declared: readonly string[] = []): string[] {
  const used = [...(outside?.extensions.keys() ?? [])];
  const extensions = used.filter((name) => !declared.includes(name)).sort();
  const schemas = outside?.schemas ?? [];
  return [
    ...(extensions.length === 0 ? [] : [assumed("extension", extensions, "extensions")]),
    ...(schemas.length === 0 ? [] : [assumed("schema", schemas, "prelude")]),
  ];
}

function assumed(kind: string, names: readonly string[], option: string): string {
  const subject = `${names.length === 1 ? kind : `${kind}s`} ${names.join(", ")}`;
  return `No migration creates the ${subject}: taken to be there (\`${option}\` in the config says so).`;
}

/** Extensions that were asked for in vain. */
export function remarkOnExtensions({ missing, stoodIn }: Pick<Chain, "missing" | "stoodIn">): string[] {
  const declared = [...missing].filter((name) => stoodIn?.has(name)).sort();
  const without = [...missing].filter((name) => !stoodIn?.has(name)).sort();
  const named = (names: readonly string[]) =>
    `${names.length === 1 ? "extension" : "extensions"} ${names.join(", ")}`;
  return [
    ...(without.length === 0
      ? []
      : [`Rehearsed without the ${named(without)}, which the shadow does not have.`]),
    ...(declared.length === 0
      ? []
      : [
          `The shadow does not have the ${named(declared)}: the objects were declared, their functions do nothing.`,
        ]),
  ];
}
