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
  /** The rules that it names: `-- lockgate: ignore a,b because ...`. */
  readonly rules: readonly string[];
}

/** Each directive with its statement. */
export function ignoresOf(directives: readonly Directive[], statements: readonly Statement[]): Ignore[] {
  return directives.map((directive) => ({
    ...directive,
    statement: statementOf(directive, statements),
    rules: directive.rule.split(",").filter((name) => name !== ""),
  }));
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
  known: ReadonlySet<string>,
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
