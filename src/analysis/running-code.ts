import { splitName, type Taken } from "../code/taken.ts";
import type { BreakEffect, DestroyEffect, Effect } from "../effects/effect.ts";
import { withUsage } from "../effects/usage.ts";
import type { Target } from "../migrations/migration.ts";
import type { Base, SelectResult } from "../migrations/selection.ts";
import { escaped } from "../migrations/tools/literals.ts";
import type { AnalyzedMigration } from "./analyze.ts";
import { type Changes, eachStatement } from "./changes.ts";
import { FormerNames } from "./former-names.ts";
import type { ReadRelease } from "./release.ts";
import { takenBy } from "./taken.ts";

/** How a reader calls the commit whose code runs now: "main"; null where it has no name of its own. */
export function releaseName({ ref }: Pick<Base, "ref">): string | null {
  const name = ref.replace(/^(?:refs\/(?:heads|remotes)\/)?(?:origin\/)?/, "");
  return name === "HEAD" ? null : name.replace(/^([0-9a-f]{12})[0-9a-f]{28,}$/, "$1");
}

/**
 * The changes with what the release that is running now names of what they take away: places in the code of the commit
 * that they are compared with. Where nothing is taken away, or nothing was compared, nothing is read.
 *
 * @param unchecked live queries of which nothing is known: one that names the table leaves no proof that nobody uses it.
 */
export async function withRunningCode(
  changes: Changes,
  { targets, selections }: Pick<SelectResult, "targets" | "selections">,
  release: ReadRelease | null,
  unchecked: readonly string[],
): Promise<Changes> {
  if (release === null || !changes.flat().some(takes)) return changes;
  const { runningCode } = await import("../code/running-code.ts");
  const left = targets.map(({ dir }) => dir);
  const done: (readonly AnalyzedMigration[])[] = [];
  for (const change of changes) {
    const target = selections.find((one) => isOf(one.target, change))?.target;
    const { uses, isSure } = usesIn(change);
    const taken = new Map([...uses.values()].map((one) => [keyOf(one), one]));
    if (target === undefined || taken.size === 0) {
      done.push(change);
      continue;
    }
    const known = await runningCode(await release(), target, [...taken.values()], left);
    const byKey = new Map([...taken.keys()].map((key, index) => [key, known[index]]));
    const told = (effect: Effect): Effect => {
      const asked = uses.get(effect);
      const use = asked === undefined ? undefined : byKey.get(keyOf(asked));
      if (use === undefined || !isTaking(effect)) return effect;
      const isProof = isSure && !unchecked.some((sql) => asked !== undefined && mayUse(sql, asked));
      const declared = use.declared === false && !isProof ? null : use.declared;
      return declared === null && use.code.length === 0 ? effect : withUsage(effect, { ...use, declared });
    };
    done.push(
      ...eachStatement([change], (statement) => ({ ...statement, effects: statement.effects.map(told) })),
    );
  }
  return done;
}

/** What each effect takes away, by the name that running code knows it by. */
function usesIn(change: readonly AnalyzedMigration[]): {
  readonly uses: ReadonlyMap<Effect, Taken>;
  readonly isSure: boolean;
} {
  const names = new FormerNames();
  const uses = new Map<Effect, Taken>();
  for (const statement of change.flatMap(({ statements }) => statements)) {
    for (const effect of statement.effects) {
      const taken = takenBy(effect);
      if (taken !== null) uses.set(effect, names.of(taken, effect.kind));
    }
    names.note(statement);
  }
  return { uses, isSure: names.isSure };
}

/** A query that could not be checked may use whatever is of a table that it names. */
function mayUse(sql: string, { of, name }: Taken): boolean {
  const word = of === null ? name : splitName(of).name;
  return word !== null && new RegExp(`(?<!\\w)${escaped(word)}(?!\\w)`, "i").test(sql);
}

function takes({ statements }: AnalyzedMigration): boolean {
  return statements.some(({ effects }) => effects.some((effect) => takenBy(effect) !== null));
}

function keyOf({ kind, of, name }: Taken): string {
  return JSON.stringify([kind, of, name]);
}

function isTaking(effect: Effect): effect is BreakEffect | DestroyEffect {
  return effect.kind === "break" || effect.kind === "destroy";
}

function isOf({ migrations }: Target, [first]: readonly AnalyzedMigration[]): boolean {
  const own = first?.migration;
  return migrations.some(({ id, path }) => id === own?.id && path === own.path);
}
