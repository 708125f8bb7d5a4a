/** What the statements of a body do: those of a block, a function, a trigger's function, a rule. */
import { as, kindOf } from "../../../sql/nodes.ts";
import type { Deriver } from "../../deriver.ts";
import { refusal } from "../../refusals.ts";
import type { RunStep } from "../../schema/body.ts";
import { trialOf } from "../../schema/model.ts";
import { type When, worst } from "../../schema/run-condition.ts";

export interface Body {
  /** In words: "the function f". */
  readonly name: string;
  /** Whether it runs when the statement does. */
  readonly when: When;
  /** Names of its own that are no tables: transition tables. */
  readonly names?: readonly string[];
  readonly searchPath?: readonly string[];
  /** It may COMMIT and ROLLBACK, where no transaction is around it: a block, a procedure. */
  readonly commits?: boolean;
}

/** Bodies inside of bodies, before the rest counts as not read. */
const DEEPEST = 12;

const QUERIES: ReadonlySet<string> = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

/** Tells the steps one after the other; `null`: the body is not read. */
export function runBody(deriver: Deriver, steps: readonly RunStep[] | null, body: Body): void {
  const within = deriver.context.within ?? [];
  if (within.includes(body.name)) return;
  if (steps === null || within.length >= DEEPEST) {
    deriver.unanalyzed(`runs ${body.name}, whose body is not read`, shownIf(body.when));
    return;
  }
  const isOutside = deriver.context.transaction === null || deriver.context.commits === true;
  const commits = isOutside && body.commits === true;
  let transaction = deriver.context.transaction ?? "body";
  const changes = steps.some(({ nodes }) => nodes?.some((node) => !QUERIES.has(kindOf(node))));
  const forks = changes || body.searchPath !== undefined;
  const model = forks ? trialOf(deriver.model) : deriver.model;
  if (body.searchPath) model.searchPath = body.searchPath;
  for (const { nodes, when: own, caught, line, perRow } of steps) {
    const when = worst(own, body.when);
    if (nodes === null) {
      const shown = caught === "any" ? "nothing" : shownIf(when);
      deriver.unanalyzed(`${at(line, body.name)} runs a text that is put together`, shown);
      continue;
    }
    for (const node of nodes) {
      if (as(node, "TransactionStmt")) {
        if (commits) transaction = `${transaction}+`;
        else reportTermination(deriver, when, caught);
        continue;
      }
      const context = { ...deriver.context, transaction, commits, within: [...within, body.name] };
      const { effects, conditional, gaps } = deriver.derive(node, model, context);
      const isSure = when === "always" && caught === "no";
      const told = forRows(named(effects, body.names), perRow);
      if (isSure) {
        deriver.include(told);
        deriver.include(assumed(named(conditional, body.names)), true);
      } else if (!told.some(isFailure)) {
        // What hangs on the schema goes in a rehearsal as it goes in production: what it does not show is not done.
        deriver.include(assumed(told), when === "open" || caught === "any");
        deriver.include(assumed(named(conditional, body.names)), true);
      }
      for (const { reason, shownBy } of gaps)
        deriver.unanalyzed(reason, caught === "any" || shownIf(when) === "nothing" ? "nothing" : shownBy);
      if (forks) deriver.apply(model, node, { transaction });
    }
  }
}

/** COMMIT or ROLLBACK in a transaction of the caller's (SQLSTATE invalid_transaction_termination). */
function reportTermination(deriver: Deriver, when: When, caught: RunStep["caught"]): void {
  if (caught === "any") return;
  const certain = when === "always" ? "always" : "on existing rows";
  deriver.fails({
    ...refusal("invalid transaction termination"),
    when: certain,
    relation: null,
    isNew: false,
  });
}

/** What only the schema decides goes in a rehearsal as it goes in production. */
function shownIf(when: When): "run" | "nothing" {
  return when === "open" ? "nothing" : "run";
}

/** It is caught, or never reached. */
function isFailure(effect: Effects[number]): boolean {
  return effect.kind === "fail" && effect.when === "always" && effect.evidence !== "assumed";
}

/** By its key or not: in a loop over rows it is many. */
function forRows(effects: Effects, perRow: boolean): Effects {
  if (!perRow) return effects;
  return effects.map((effect) => (effect.kind === "change" ? { ...effect, rows: "all" } : effect));
}

function at(line: number, name: string): string {
  return line === 0 ? name : `line ${line} of ${name}`;
}

type Effects = Parameters<Deriver["include"]>[0];

/** Under a condition or with its errors caught, no failure is certain. */
function assumed(effects: Effects): Effects {
  return effects.flatMap((effect) =>
    effect.kind === "fail" ? [] : { ...effect, evidence: "assumed" as const },
  );
}

function named(effects: Effects, names: readonly string[] = []): Effects {
  if (names.length === 0) return effects;
  return effects.filter(({ relation }) => !names.some((name) => relation === `public.${name}`));
}
