import type { Directive } from "../sql/directive.ts";
import type { Statement } from "../sql/statement.ts";
import type { Unmarked } from "./fingerprint.ts";
import { runFinding } from "./run-finding.ts";
import type { RulesInForce, RunRuleId } from "./run-rule.ts";

/** What is wrong with an ignore; each is reported on the comment's own line. */
export type WrongIgnore = Extract<RunRuleId, `${string}-ignore`>;

/** The name by which an ignore speaks of what could not be analysed. */
export const UNANALYZED = "unanalyzed" satisfies RunRuleId;

export interface Ignore extends Directive {
  /** The statement that it stands before, in or behind on the same line; null when none follows. */
  readonly statement: Statement | null;
  /** Indexes of all that it stands for: one call of code may send several statements. */
  readonly indexes: ReadonlySet<number>;
  /** The rules that it names: `-- lockgate: ignore a,b because ...`. */
  readonly rules: readonly string[];
}

/**
 * Each directive with its statement.
 *
 * @param isCode the statements stand in no text of the file: their lines are those that sent them, in the order of the run.
 */
export function ignoresOf(
  directives: readonly Directive[],
  statements: readonly Statement[],
  isCode = false,
): Ignore[] {
  return directives.map((directive) => {
    const statement = isCode ? sentFrom(directive, statements) : statementOf(directive, statements);
    const same = isCode
      ? statements.filter(({ line }) => line === statement?.line)
      : statement
        ? [statement]
        : [];
    return {
      ...directive,
      statement,
      indexes: new Set(same.map(({ index }) => index)),
      rules: directive.rule.split(",").filter((name) => name !== ""),
    };
  });
}

/** The statement of the nearest line at the directive's or below it. */
function sentFrom({ line }: Directive, statements: readonly Statement[]): Statement | null {
  const below = statements.filter((statement) => statement.line >= line);
  return below.reduce<Statement | null>(
    (first, one) => (first === null || one.line < first.line ? one : first),
    null,
  );
}

function statementOf({ start, line }: Directive, statements: readonly Statement[]): Statement | null {
  const around = statements.find((statement) => {
    if (statement.start > start) return false;
    return start < statement.start + statement.text.length || statement.endLine === line;
  });
  return around ?? statements.find((statement) => statement.start > start) ?? null;
}

/** What is wrong with the ignore in itself, before it is known whether it is used. */
export function faultOf(
  ignore: Ignore,
  known: RulesInForce["rules"],
  today: string,
): { readonly rule: WrongIgnore; readonly message: string } | null {
  if (ignore.mistake !== null) {
    const rule = ignore.rules.length > 0 && ignore.reason === "" ? "unreasoned-ignore" : "malformed-ignore";
    return { rule, message: ignore.mistake };
  }
  const unknown = ignore.rules.filter((name) => name !== UNANALYZED && !known.has(name));
  if (unknown.length > 0 || ignore.rules.length === 0) {
    return { rule: "unknown-ignore", message: `there is no rule "${unknown.join('", "')}"` };
  }
  if (ignore.until !== null && ignore.until < today) {
    return {
      rule: "expired-ignore",
      message: `the ignore of ${ignore.rules.join(", ")} expired on ${ignore.until}`,
    };
  }
  return null;
}

/** What is said on the line of an ignore that does not hold or does nothing. */
export function findingOn(
  ignore: Ignore,
  place: { readonly migration: string; readonly path: string },
  { rule, message }: { readonly rule: WrongIgnore; readonly message: string },
  inForce: RulesInForce,
): Unmarked[] {
  const { line, reason, statement } = ignore;
  const text = `${ignore.rule} ${reason}`;
  return runFinding({ rule, message, ...place, statement: statement?.index ?? null, line, text }, inForce);
}
