import type { RuleDocs } from "../judge/rule-docs.ts";
import type { Level } from "../rule.ts";

/** How a report is shown: what is not in the report itself. */
export interface View {
  readonly colour: boolean;
  /** Columns of the terminal, or Infinity where nothing is cut or wrapped. */
  readonly columns: number;
  /** Notes, suppressed findings and what was left out are listed, not only counted. */
  readonly verbose: boolean;
  /** Only what fails the check, and nothing where it passes; left out: false. */
  readonly quiet?: boolean;
  /** How long it took, or null to say nothing of it. */
  readonly seconds: number | null;
  /** Whether a finding of this level fails the check. */
  fails(level: Level): boolean;
  /** Rules by id, for the formats that carry their help. */
  readonly rules: ReadonlyMap<string, RuleDocs>;
}

/** Plain text, nothing cut. */
export const PLAIN: View = {
  colour: false,
  columns: Number.POSITIVE_INFINITY,
  verbose: false,
  seconds: null,
  fails: (level) => level === "error",
  rules: new Map(),
};
