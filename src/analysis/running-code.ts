import type { Taken } from "../code/taken.ts";
import type { BreakEffect, DestroyEffect, Effect } from "../effects/effect.ts";
import { withUsage } from "../effects/usage.ts";
import type { Target } from "../migrations/migration.ts";
import type { Base, SelectResult } from "../migrations/selection.ts";
import type { AnalyzedMigration } from "./analyze.ts";
import { takenBy } from "./taken.ts";

/** How a reader calls the commit whose code runs now: "main"; null where it has no name of its own. */
export function releaseName({ ref }: Pick<Base, "ref">): string | null {
  const name = ref.replace(/^(?:refs\/(?:heads|remotes)\/)?(?:origin\/)?/, "");
  return name === "HEAD" ? null : name.replace(/^([0-9a-f]{12})[0-9a-f]{28,}$/, "$1");
}

type Changes = readonly (readonly AnalyzedMigration[])[];

/**
 * The changes with what the release that is running now names of what they take away: places in the code of the commit
 * that they are compared with. Where nothing is taken away, or nothing was compared, nothing is read.
 */
export async function withRunningCode(
  changes: Changes,
  { root, base, targets, selections }: Pick<SelectResult, "root" | "base" | "targets" | "selections">,
): Promise<Changes> {
  if (base === null || !changes.flat().some(takes)) return changes;
  const [{ releaseAt }, { runningCode }] = await Promise.all([
    import("../code/release.ts"),
    import("../code/running-code.ts"),
  ]);
  const release = await releaseAt(root, base.mergeBase);
  const left = targets.map(({ dir }) => dir);
  const done: (readonly AnalyzedMigration[])[] = [];
  for (const change of changes) {
    const target = selections.find((one) => isOf(one.target, change))?.target;
    const taken = new Map(change.flatMap(takenIn).map((one) => [keyOf(one), one]));
    if (target === undefined || taken.size === 0) {
      done.push(change);
      continue;
    }
    const known = await runningCode(release, target, [...taken.values()], left);
    const byKey = new Map([...taken.keys()].map((key, index) => [key, known[index]]));
    done.push(
      change.map((one) => ({
        ...one,
        statements: one.statements.map((statement) => ({
          ...statement,
          effects: statement.effects.map((effect) => {
            const asked = takenBy(effect);
            const use = asked === null ? undefined : byKey.get(keyOf(asked));
            const isKnown = use !== undefined && (use.declared !== null || use.code.length > 0);
            return isKnown && isUsable(effect) ? withUsage(effect, use) : effect;
          }),
        })),
      })),
    );
  }
  return done;
}

function takes(migration: AnalyzedMigration): boolean {
  return takenIn(migration).length > 0;
}

function takenIn({ statements }: AnalyzedMigration): Taken[] {
  return statements.flatMap(({ effects }) => effects.flatMap((effect) => takenBy(effect) ?? []));
}

function keyOf({ kind, of, name }: Taken): string {
  return JSON.stringify([kind, of, name]);
}

function isUsable(effect: Effect): effect is BreakEffect | DestroyEffect {
  return effect.kind === "break" || effect.kind === "destroy";
}

function isOf({ migrations }: Target, [first]: readonly AnalyzedMigration[]): boolean {
  const own = first?.migration;
  return migrations.some(({ id, path }) => id === own?.id && path === own.path);
}
