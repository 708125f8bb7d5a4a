/** Rules of the user's own: each runs in a process of its own, so that it can say something, and nothing else. */
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { Change, Production } from "../judge/change.ts";
import type { LoadedRule } from "../judge/loaded-rule.ts";
import type { Description, OwnOpinion, RuleAnswer, RuleCall } from "../judge/own-rule.ts";
import { findRule, ruleNames } from "../judge/rule-folder.ts";
import type { HotTest } from "../judge/weight.ts";
import { UsageError } from "../migrations/failure.ts";
import { type Analyzed, type Judgment, LEFT, OUTSIDE, type Remedy } from "../rule.ts";
import { endChild, startChild } from "../shadow/engines/child.ts";

export interface OwnRules {
  /** By id; they judge only what `judge` was given. */
  readonly rules: ReadonlyMap<string, LoadedRule>;
  /** Lets every rule judge every statement. What a rule fails at it throws when it is asked of that statement. */
  judge(changes: readonly Change[], production: Production, isHot: HotTest): Promise<void>;
  /** Ends their processes. */
  end(): Promise<void>;
}

/** Milliseconds that a rule may take to load, and to judge everything. */
export const LIMITS = { load: 30_000, judge: 30_000 };

/**
 * Starts the rules in these folders (absolute paths).
 *
 * @throws {UsageError} when a folder holds none, a rule is malformed, cannot be loaded or does not end.
 */
export async function startRules(folders: readonly string[], limits: typeof LIMITS): Promise<OwnRules> {
  const started: OwnRule[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(started.map((rule) => rule.end()));
  };
  try {
    for (const folder of folders) {
      for (const id of ruleNames(folder)) started.push(await startRule(folder, id, limits));
    }
  } catch (error) {
    await end();
    throw error;
  }
  return {
    rules: new Map(started.map(({ loaded }) => [loaded.id, loaded])),
    async judge(changes, production, isHot) {
      await Promise.all(started.map((rule) => rule.judge(changes, production, isHot)));
    },
    end,
  };
}

interface OwnRule {
  readonly loaded: LoadedRule;
  judge(changes: readonly Change[], production: Production, isHot: HotTest): Promise<void>;
  end(): Promise<void>;
}

async function startRule(folder: string, id: string, limits: typeof LIMITS): Promise<OwnRule> {
  const { file, readme } = findRule(folder, id);
  const child = startChild(PROGRAM, ["--max-old-space-size=512"]);
  const described = await ask(child, { op: "load", folder, id }, limits.load);
  if (described.kind !== "described") {
    await endChild(child);
    throw new UsageError(
      described.kind === "failed" ? described.reason : `${file} answers what it was not asked`,
    );
  }
  const opinions = new Map<string, OwnOpinion>();
  const remedies = new WeakMap<Judgment, Remedy>();
  let failed: string | null = "it has judged nothing";
  const { level, summary, scope }: Description = described.rule;
  const rule = {
    level,
    summary,
    ...(scope && { scope }),
    judge(analyzed: Analyzed): readonly Judgment[] {
      const opinion = opinions.get(keyOf(analyzed));
      const reason = failed ?? opinion?.failed ?? null;
      if (reason !== null) throw new Error(reason);
      return opinion?.judgments.map(({ judgment }) => judgment) ?? [];
    },
    remedy: (judgment: Judgment) => remedies.get(judgment),
  };
  return {
    loaded: { id, rule, builtIn: false, readme },
    async judge(changes, production, isHot) {
      const statements = changes
        .flat()
        .flatMap(({ migration, statements: read }) =>
          read.map(({ statement }) => keyOf({ migration, statement })),
        );
      const answer = await ask(child, callFor(changes, production, isHot), limits.judge);
      failed = answer.kind === "opinions" ? null : reasonIn(answer);
      for (const opinion of answer.kind === "opinions" ? answer.opinions : []) {
        opinions.set(statements[opinion.statement] ?? "", opinion);
        for (const { judgment, remedy } of opinion.judgments) if (remedy) remedies.set(judgment, remedy);
      }
      if (failed === null && opinions.size < statements.length) failed = "it has not judged every statement";
    },
    end: () => endChild(child),
  };
}

function reasonIn(answer: RuleAnswer): string {
  return answer.kind === "failed" ? answer.reason : "it answers what it was not asked";
}

function keyOf({ migration, statement }: Pick<Analyzed, "migration" | "statement">): string {
  return `${migration.path}\0${statement.index}`;
}

function callFor(
  changes: readonly Change[],
  { snapshot, lockTimeout, role }: Production,
  isHot: HotTest,
): RuleCall {
  const hot = changes.flat().map(({ migration: { path }, statements }) => {
    const relations = new Set(
      statements.flatMap(({ effects }) => effects.flatMap((one) => one.relation ?? [])),
    );
    return [path, [...relations].filter((relation) => isHot(path, relation))] as const;
  });
  return { op: "judge", changes, snapshot, lockTimeout, role, hot };
}

/** The one answer to a call: a child that ends, or is still busy at the limit, has failed. */
function ask(child: ChildProcess, call: RuleCall, limitMs: number): Promise<RuleAnswer> {
  return new Promise((resolve) => {
    const failed = (reason: string): void => done({ kind: "failed", reason });
    const timer = setTimeout(() => {
      void endChild(child);
      failed(`it runs longer than ${limitMs / 1000} s`);
    }, limitMs);
    const onExit = (): void => failed("it ended its process");
    const onMessage = (said: unknown): void => {
      const parsed = v.safeParse(Answer, said);
      if (parsed.success) done(parsed.output as RuleAnswer);
      else failed("what it says is no judgment");
    };
    const done = (answer: RuleAnswer): void => {
      clearTimeout(timer);
      child.off("exit", onExit).off("message", onMessage);
      resolve(answer);
    };
    child.once("exit", onExit).once("message", onMessage);
    if (child.exitCode !== null || child.signalCode !== null) return onExit();
    child.send(call, (error) => {
      if (error !== null) failed(error.message);
    });
  });
}

const Text = v.pipe(v.string(), v.maxLength(10_000));
const AnyLevel = v.picklist(["error", "warning", "note"]);
const AnyEffect = v.looseObject({ kind: v.string(), relation: v.nullish(v.string()) });
const AnyJudgment = v.looseObject({
  message: Text,
  because: AnyEffect,
  covering: v.exactOptional(v.array(AnyEffect)),
  during: v.exactOptional(AnyEffect),
  cause: v.exactOptional(v.string()),
  level: v.exactOptional(AnyLevel),
  isSteady: v.exactOptional(v.literal(true)),
  isOnStatement: v.exactOptional(v.literal(true)),
});
const True = v.exactOptional(v.literal(true));
const AnyStep = v.object({
  sql: v.array(Text),
  alone: True,
  outside: v.exactOptional(v.picklist(OUTSIDE)),
  when: v.exactOptional(Text),
  omitted: v.exactOptional(v.number()),
});
const AnyRemedy = v.object({
  summary: Text,
  sql: Text,
  steps: v.exactOptional(v.array(AnyStep)),
  apart: True,
  plan: v.exactOptional(v.literal("release")),
  left: v.exactOptional(v.picklist(LEFT)),
});
const AnyOpinion = v.object({
  statement: v.number(),
  judgments: v.array(v.object({ judgment: AnyJudgment, remedy: v.optional(AnyRemedy) })),
  failed: v.nullable(Text),
});
/** What a rule says is the user's: it is read like any other input. */
const Answer = v.variant("kind", [
  v.object({
    kind: v.literal("described"),
    rule: v.object({ level: AnyLevel, summary: Text, scope: v.optional(v.literal("repository")) }),
  }),
  v.object({ kind: v.literal("opinions"), opinions: v.array(AnyOpinion) }),
  v.object({ kind: v.literal("failed"), reason: Text }),
]);

/** Built, it stands beside the bundle or its chunks; from source it is TypeScript. */
const PROGRAM = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "../judge/own-rule-process.ts" : "./own-rule-process.js",
    import.meta.url,
  ),
);
