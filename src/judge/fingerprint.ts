import { hash } from "node:crypto";
import type { RemedyForm } from "../rule.ts";
import type { Finding } from "./finding.ts";
import type { RuleId } from "./run-rule.ts";

export type Unmarked = Omit<Finding, "fingerprint" | "rule"> & {
  readonly rule: RuleId;
  readonly text: string;
  /** Its remedy as data. */
  readonly form?: RemedyForm;
  /** What is told below it though it is another matter: it stands by itself once this finding is ignored. */
  readonly folded?: readonly Unmarked[];
};

/**
 * Gives each finding its fingerprint: 16 hexadecimal digits from the path, the rule, the text of the statement and the
 * ordinal among findings that are equal in those. Lines and checkout folders do not matter, so a finding keeps its
 * fingerprint when statements are added above it.
 */
export function fingerprinted(findings: readonly Unmarked[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map(({ text, form: _, folded, ...finding }) => {
    const key = JSON.stringify([finding.path, finding.rule, text]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    const fingerprint = hash("sha256", `${key}${ordinal}`, "hex").slice(0, 16);
    return Object.assign(finding, { fingerprint });
  });
}
