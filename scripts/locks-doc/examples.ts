import type { Outcome, OutcomeByVersion } from "../../src/postgres/witnesses/outcome.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";

/** By witnessId. */
export type Outcomes = Readonly<Record<string, OutcomeByVersion>>;

/**
 * The witness that shows its form best: it runs on the newest version, locks something, is written with the words of the
 * form and without clauses that the form does not name, needs no remark. The first of equals.
 */
export function exampleOf(
  form: string,
  witnesses: readonly Witness[],
  outcomes: Outcomes,
): Witness | undefined {
  const merits = (witness: Witness): number => {
    const last = newest(outcomes[witnessId(witness)] ?? {});
    return [
      last && !last.error && !last.given,
      last?.locks ?? last?.indexes ?? last?.sequences,
      words(form).every((word) => words(witness.sql).includes(word)),
      OPTIONAL.every((word) => words(form).includes(word) || !words(witness.sql).includes(word)),
      !witness.when,
    ].reduce<number>((sum, holds) => 2 * sum + (holds ? 1 : 0), 0);
  };
  return [...witnesses].sort((a, b) => merits(b) - merits(a))[0];
}

const OPTIONAL = ["IF", "CASCADE", "RESTRICT", "ONLY"];

function words(sql: string): string[] {
  return sql.match(/\b[A-Z]+\b/g) ?? [];
}

function newest(byRange: OutcomeByVersion): Outcome | undefined {
  const last = (range: string) => Number(range.split("-").at(-1));
  return Object.entries(byRange).sort(([a], [b]) => last(b) - last(a))[0]?.[1];
}
