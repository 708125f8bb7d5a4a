import type { Effect } from "../effects/effect.ts";
import { type WorkShape, workShapeOf } from "../effects/schema/index-shape.ts";
import { trialOf } from "../effects/schema/model.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import type { Moment } from "./walk.ts";

const WORK: ReadonlySet<Effect["kind"]> = new Set(["build", "rewrite", "change"]);

/** By `schema.name`: the existing tables that a statement works on, as it leaves them. */
export function workShapesOf(
  { model, statement, transaction }: Moment,
  effects: readonly Effect[],
): ReadonlyMap<string, WorkShape> {
  const worked = effects.filter(({ kind, isNew }) => WORK.has(kind) && !isNew);
  if (worked.length === 0) return new Map();
  const after = trialOf(model);
  applyStatement(after, statement.node, { transaction });
  return new Map(
    worked.flatMap(({ relation }) => {
      const shape = relation === null ? null : workShapeOf(after, relation);
      return relation === null || shape === null ? [] : [[relation, shape] as const];
    }),
  );
}
