/** Rules over analysed statements: pure, and the same whichever producer the effects come from. */

import type { Analyzed, AnyRule, Judgment, Level, RemedyForm, Rule } from "../rule.ts";
import { type AskedRule, rulesByEffects } from "./asked-rules.ts";
import { causesOf, isApart, weightOf } from "./cause.ts";
import { analyze, type Change, type Production } from "./change.ts";
import { factsOf, type Known } from "./facts.ts";
import { type Finding, factLine, type Suppressed, type Unanalyzed } from "./finding.ts";
import { fingerprinted, type Unmarked } from "./fingerprint.ts";
import { repositoryFinding } from "./run-finding.ts";
import type { RuleId } from "./run-rule.ts";
import { sized } from "./size.ts";
import { suppress } from "./suppress.ts";
import { hotTest, isGone, levelOf, type Weighing } from "./weight.ts";

export interface JudgeOptions {
  /** By id. */
  readonly rules: ReadonlyMap<string, AnyRule>;
  readonly weighing: Weighing;
  readonly production: Production;
  /** What is known beside the effects. Default: nothing. */
  readonly known?: Known;
  /** Whether the changes are what a branch adds to its base, see `Analyzed`. Default: they are. */
  readonly isProposed?: boolean;
  /** YYYY-MM-DD, UTC: an ignore's `until` is compared with it. */
  readonly today: string;
}

export interface JudgeResult {
  /** In the order of migrations and lines; of one statement, the gravest first. */
  readonly findings: readonly Finding[];
  /** What can be written for each finding that has a remedy, or why nothing, by its fingerprint. */
  readonly forms: ReadonlyMap<string, RemedyForm>;
  readonly suppressed: readonly Suppressed[];
  /** What was given, without what is ignored with a reason, and what a rule could not judge. */
  readonly unanalyzed: readonly Unanalyzed[];
}

/**
 * Judges each change. `unanalyzed` is what is not understood of them, to which `-- lockgate: ignore unanalyzed` answers.
 */
export function judge(
  changes: readonly Change[],
  unanalyzed: readonly Unanalyzed[],
  options: JudgeOptions,
): JudgeResult {
  const findings: Unmarked[] = [];
  const suppressed: Suppressed[] = [];
  let open = [...unanalyzed];
  const { production, weighing, isProposed } = options;
  const isHot = hotTest(production, weighing);
  const rulesFor = rulesByEffects(options.rules);
  const migrations = changes.flatMap((change) => analyze(change, production, isHot, isProposed));
  const ofRepository: Opinion[] = [];
  for (const { migration, statements } of migrations) {
    const judged = statements.map((analyzed) =>
      judgeStatement(analyzed, rulesFor(analyzed.effects), options),
    );
    const own = [
      ...open.filter(({ path }) => path === migration.path),
      ...judged.flatMap(({ failures }) => failures),
    ];
    open = open.filter(({ path }) => path !== migration.path);
    ofRepository.push(...judged.flatMap((one) => one.ofRepository));
    const outcome = suppress(
      migration,
      statements.map(({ statement }) => statement),
      { findings: judged.flatMap((one) => one.findings), unanalyzed: own },
      options,
      options.today,
    );
    findings.push(...outcome.findings);
    suppressed.push(...outcome.suppressed);
    open.push(...outcome.unanalyzed);
  }
  findings.push(...judgeRepository(ofRepository));
  const marked = fingerprinted(findings);
  const forms = new Map(
    marked.flatMap(({ fingerprint }, at) => {
      const form = findings[at]?.form;
      return form === undefined ? [] : [[fingerprint, form]];
    }),
  );
  return { findings: marked, forms, suppressed, unanalyzed: open };
}

interface Opinion {
  readonly id: RuleId;
  readonly rule: Rule;
  readonly judgment: Judgment;
  readonly level: Level;
  readonly analyzed: Analyzed;
}

/** What rules say once for all statements: the gravest of what they say of each. */
function judgeRepository(opinions: readonly Opinion[]): Unmarked[] {
  const told = new Set<RuleId>();
  return [...opinions].sort(bySpeaking).flatMap(({ id, rule, level, judgment, analyzed }) => {
    if (told.has(id)) return [];
    told.add(id);
    return [{ ...repositoryFinding(id, level, judgment.message), ...remedyFor(rule, judgment, analyzed) }];
  });
}

interface JudgedStatement {
  readonly findings: readonly Unmarked[];
  /** What is told once for the whole repository. */
  readonly ofRepository: readonly Opinion[];
  readonly failures: readonly Unanalyzed[];
}

const UNKNOWN: Known = { release: null, checked: null };

function judgeStatement(
  analyzed: Analyzed,
  asked: readonly AskedRule[],
  { weighing, known = UNKNOWN }: Pick<JudgeOptions, "weighing" | "known">,
): JudgedStatement {
  const failures: Unanalyzed[] = [];
  const opinions = asked.flatMap(({ id, rule }) => opinionsOf(id, rule, analyzed, weighing, failures));
  const isApart = ({ rule, judgment }: Opinion) => rule.scope === "repository" && !judgment.isOnStatement;
  const onStatement = opinions.filter((opinion) => !isApart(opinion));
  const findings = folded(onStatement).map((group) => findingOf(group, known));
  return { findings, ofRepository: opinions.filter(isApart), failures };
}

/** What a rule says of a statement. A rule that throws, a user's one perhaps, leaves the statement unanalyzed. */
function opinionsOf(
  id: RuleId,
  rule: Rule,
  analyzed: Analyzed,
  weighing: Weighing,
  failures: Unanalyzed[],
): Opinion[] {
  try {
    const judgments = rule.judge(analyzed);
    if (judgments === undefined) return [];
    return [judgments].flat().flatMap((judgment) => {
      const level = levelOf(id, rule, judgment, analyzed, weighing);
      return level === "off" ? [] : [{ id, rule, judgment, level, analyzed }];
    });
  } catch (error) {
    const reason = `rule ${id} failed: ${error instanceof Error ? error.message : String(error)}`;
    failures.push({ path: analyzed.migration.path, line: analyzed.statement.line, reason });
    return [];
  }
}

/** Opinions grouped by cause, the one that speaks first in each group: one finding a statement and cause. */
function folded(opinions: readonly Opinion[]): [Opinion, ...Opinion[]][] {
  const groups: [Opinion, ...Opinion[]][] = [];
  for (const opinion of [...opinions].sort(bySpeaking)) {
    const causes = causesOf(opinion.judgment);
    const told = groups.find(([speaker]) => {
      const covered = causesOf(speaker.judgment);
      return causes.every((cause) => covered.includes(cause));
    });
    if (told) told.push(opinion);
    else groups.push([opinion]);
  }
  return groups;
}

const LEVELS: readonly Level[] = ["error", "warning", "note"];

/** Lost data speaks before all else, so that no other rule's ignore covers it; then the gravest, then the longest. */
function bySpeaking(a: Opinion, b: Opinion): number {
  const lost = Number(isGone(b.judgment.because)) - Number(isGone(a.judgment.because));
  if (lost !== 0) return lost;
  const level = LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
  if (level !== 0) return level;
  return weightOf(b.judgment.because) - weightOf(a.judgment.because) || (a.id < b.id ? -1 : 1);
}

function findingOf([speaker, ...rest]: [Opinion, ...Opinion[]], known: Known): Unmarked {
  const { id, level, judgment, rule, analyzed } = speaker;
  const { statement, migration } = analyzed;
  const headline = oneLine(`${sized(judgment, analyzed)}${doubt(judgment)}`);
  const facts = factsOf(judgment, analyzed, known);
  return {
    rule: id,
    level,
    migration: migration.id,
    path: migration.path,
    statement: statement.index,
    line: statement.line,
    endLine: statement.endLine,
    message: [headline, ...facts.map((fact) => oneLine(factLine(fact)))].join("; "),
    ...(facts.length === 0 ? {} : { facts }),
    because: judgment.because,
    ...remedyFor(rule, judgment, analyzed),
    also: rest.map((other) => ({
      rule: other.id,
      message: oneLine(`${other.judgment.message}${doubt(other.judgment)}`),
    })),
    folded: rest
      .filter((other) => isApart(judgment, other.judgment))
      .map((other) => findingOf([other], known)),
    text: statement.text,
  };
}

function remedyFor(rule: Rule, judgment: Judgment, analyzed: Analyzed): Pick<Unmarked, "remedy" | "form"> {
  const remedy = rule.remedy?.(judgment, analyzed);
  if (remedy === undefined) return { remedy: null, ...(rule.left && { form: { left: rule.left } }) };
  const { summary, sql, ...form } = remedy;
  return { remedy: { summary, sql }, form };
}

/** Every format shows the message, so what rests on an assumption says so there. */
function doubt({ because, during }: Judgment): string {
  const isAssumed = because.evidence === "assumed" || during?.evidence === "assumed";
  return isAssumed ? " (assumed: the worst case)" : "";
}

/** A quoted name may hold line breaks; a message may not. */
function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, " ");
}
