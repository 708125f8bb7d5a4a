/** What a schema cannot say of a config. */

import { WITHOUT_LEVEL } from "../judge/run-rule.ts";
import type { ConfigFile } from "./config-schema.ts";
import type { Step } from "./located-text.ts";
import { didYouMean } from "./suggest.ts";

/** What a config is judged by besides its own text. */
export interface Surroundings {
  /** Every rule that there is, when the user's own stand in the file's `userRules`; null where that is not asked. */
  ruleIds(file: ConfigFile): Promise<readonly string[] | null>;
  /** Whether a path of the file stays inside the repository. */
  isInside(path: string): boolean;
}

/** A mistake at the key or item at the end of the path. */
export interface Placed {
  readonly steps: readonly Step[];
  readonly message: string;
}

/** valibot takes a list for an object without keys; here it is a mistake. */
export function listsForObjects(value: unknown, read: unknown, steps: readonly Step[]): Placed[] {
  if (typeof read !== "object" || read === null) return [];
  if (Array.isArray(value) !== Array.isArray(read)) {
    const name = steps.length === 0 ? "the config" : `"${steps.join(".")}"`;
    return [{ steps, message: `${name} is a list, not an object with keys` }];
  }
  return Object.entries(read).flatMap(([key, inner]) =>
    listsForObjects((value as Record<string, unknown>)[key], inner, [
      ...steps,
      Array.isArray(read) ? Number(key) : key,
    ]),
  );
}

/** Each is compared with all names that there are. */
const MOST_UNKNOWN = 20;

export async function unknownRules(file: ConfigFile, around: Surroundings): Promise<Placed[]> {
  const named = [
    ...Object.keys(file.rules ?? {}).map((id) => ({ id, steps: ["rules", id] as Step[] })),
    ...(file.overrides ?? []).flatMap((override, index) =>
      Object.keys(override.rules ?? {}).map((id) => ({
        id,
        steps: ["overrides", index, "rules", id] as Step[],
      })),
    ),
  ];
  if (named.length === 0) return [];
  const known = await around.ruleIds(file);
  if (known === null) return [];
  const ids = new Set(known);
  let unknown = 0;
  return named.flatMap(({ id, steps }): Placed[] => {
    if (!ids.has(id) && unknown++ >= MOST_UNKNOWN) return [];
    if (!ids.has(id)) return [{ steps, message: `unknown rule ${placeOf([id])}${didYouMean(id, known)}` }];
    const instead = WITHOUT_LEVEL[id];
    return instead === undefined ? [] : [{ steps, message: `"${id}" has no level: ${instead}` }];
  });
}

/** A place in the config, in quotes: "targets[0].dir". Of a key that no person writes nothing is repeated. */
export function placeOf(steps: readonly Step[]): string {
  const name = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${written(step)}`)).join("");
  return `"${name.replace(/^\./, "")}"`;
}

function written(key: string): string {
  return /^[\w$*.-]{1,60}$/.test(key) ? key : "...";
}

/** The path itself is not repeated: what stands in a place for a path by mistake may be an address with a password. */
export function pathsOutside(file: ConfigFile, around: Surroundings): Placed[] {
  const paths: { steps: Step[]; path: string }[] = [
    ...(file.targets ?? []).flatMap(({ dir, prelude }, index) => [
      { steps: ["targets", index, "dir"], path: dir },
      ...(prelude === undefined ? [] : [{ steps: ["targets", index, "prelude"], path: prelude }]),
    ]),
    ...(file.overrides ?? []).flatMap(({ paths = [] }, index) =>
      paths.map((path, at) => ({ steps: ["overrides", index, "paths", at], path })),
    ),
    ...(file.userRules ?? []).map((path, index) => ({ steps: ["userRules", index], path })),
    ...(file.unanalyzed ?? []).map(({ path }, index) => ({ steps: ["unanalyzed", index, "path"], path })),
    ...(file.stats === undefined ? [] : [{ steps: ["stats"], path: file.stats }]),
    ...(file.queries === undefined ? [] : [{ steps: ["queries"], path: file.queries }]),
    ...(file.baseline === undefined ? [] : [{ steps: ["baseline"], path: file.baseline }]),
  ];
  return paths
    .filter(({ path }) => !around.isInside(path))
    .map(({ steps }) => ({ steps, message: `${placeOf(steps)} lies outside the repository` }));
}
