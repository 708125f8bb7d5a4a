/** What the formats of `lockgate fix` say in the same words. */
import type { FixedMigration, FixReport, FixStep } from "../../fix/fix-report.ts";
import { counted, versionWords } from "../phrases.ts";

/** A step with its number in the report. */
export interface NumberedStep {
  readonly number: number;
  readonly step: FixStep;
  readonly does: StepKind;
}

/**
 * `by hand`: the tool has no files that can be written; `later`: in the next release; `planned`: its author writes it, between
 * releases of code; `outside`: no migration at all.
 */
export type StepKind = "changes" | "adds" | "by hand" | "later" | "planned" | "outside";

/** Numbers run through the whole report, so that a sentence can name one. */
export function numbered(report: FixReport): ReadonlyMap<FixedMigration, readonly NumberedStep[]> {
  let number = 0;
  return new Map(
    report.migrations.map((migration) => [
      migration,
      migration.steps.map((step) => ({ number: ++number, step, does: kindOf(step, migration) })),
    ]),
  );
}

function kindOf({ path, phase }: FixStep, migration: FixedMigration): StepKind {
  if (migration.planned) return "planned";
  if (phase === "outside") return "outside";
  if (phase === "next release") return "later";
  if (path === null) return "by hand";
  return path === migration.path ? "changes" : "adds";
}

const DOES: Readonly<Partial<Record<StepKind, string>>> = {
  changes: "changed",
  adds: "new",
  "by hand": "in the migration's code",
};

/** What becomes of a step's file, as the first word of an aside; empty where its phase says all. */
export function doesWords(does: StepKind): string[] {
  const words = DOES[does];
  return words === undefined ? [] : [words];
}

const PHASE_WORDS: Readonly<Record<FixStep["phase"], string>> = {
  "this release": "this release",
  "next release": "next release",
  outside: "outside the migration tool",
};

/** "next release, once the code writes it". */
export function phaseWords({ phase, when }: FixStep): string {
  return [PHASE_WORDS[phase], ...(when === undefined ? [] : [when])].join(", ");
}

const SCHEMA_WORDS: Readonly<Record<FixStep["proof"]["schema"], string>> = {
  equal: "same schema",
  differs: "another schema",
  "not compared": "schema not compared",
};

/** "same schema, no errors". */
export function proofWords({ schema, findings }: FixStep["proof"]): string {
  return `${SCHEMA_WORDS[schema]}, ${findings === 0 ? "no errors" : errorsLeft({ findings })}`;
}

function errorsLeft({ findings }: Pick<FixStep["proof"], "findings">): string {
  return `${counted(findings, "error")} left`;
}

/** "5 steps: same schema, no errors, same rows"; what is not so of every step stands at the step, see {@link ownProof}. */
export function stepsWords(migration: FixedMigration): string {
  const { steps, planned, rows } = migration;
  const count = counted(steps.length, "step");
  if (planned) return `${count} for you to write, not proven`;
  const schema = sharedSchema(migration);
  const words = [
    ...(schema === null ? [] : [SCHEMA_WORDS[schema]]),
    ...(steps.every(({ proof }) => proof.findings === 0) ? ["no errors"] : []),
    ...(rows === "equal" ? ["same rows"] : []),
  ];
  return words.length === 0 ? count : `${count}: ${words.join(", ")}`;
}

/** What of a step's proof is not so of every step: "1 error left"; empty for most. */
export function ownProof({ proof }: FixStep, migration: FixedMigration): string[] {
  if (migration.planned) return [];
  return [
    ...(sharedSchema(migration) === null ? [SCHEMA_WORDS[proof.schema]] : []),
    ...(proof.findings === 0 ? [] : [errorsLeft(proof)]),
  ];
}

function sharedSchema({ steps }: FixedMigration): FixStep["proof"]["schema"] | null {
  const [first, ...more] = new Set(steps.map(({ proof }) => proof.schema));
  return first === undefined || more.length > 0 ? null : first;
}

/** "fixes 2 findings, leaves 1", of written files "fixed 2 findings, left 1"; "nothing to fix". */
export function outcomeWords({ migrations, left, unanalyzed, written }: FixReport): string {
  if (unanalyzed.length > 0) return `${counted(unanalyzed.length, "place")} not analyzed, nothing planned`;
  const proven = migrations.filter(({ planned }) => !planned);
  const fixed = proven.reduce((sum, { findings }) => sum + findings.length, 0);
  const [fixes, leaves] = written.length > 0 ? ["fixed", "left"] : ["fixes", "leaves"];
  if (fixed === 0 && left.length === 0) return "nothing to fix";
  const done = fixed === 0 ? `${fixes} nothing` : `${fixes} ${counted(fixed, "finding")}`;
  return left.length === 0 ? done : `${done}, ${leaves} ${left.length}`;
}

/** "proven on PostgreSQL 18", where anything was. */
export function provenWords({ migrations, postgres }: FixReport): string | null {
  const steps = migrations.flatMap((migration) => migration.steps);
  const isProven = steps.some(({ proof }) => proof.schema === "equal");
  return isProven ? `proven on ${versionWords(postgres)}` : null;
}

/** What a reader does next, in order. */
export type Next =
  | { readonly kind: "write"; readonly files: number }
  | { readonly kind: "commit"; readonly files: number }
  | {
      readonly kind: "by hand" | "later" | "planned" | "outside";
      readonly steps: readonly [NumberedStep, ...NumberedStep[]];
    };

/** Work outside that the migrations find done comes ahead of them. */
export function nextOf(report: FixReport): Next[] {
  const byMigration = numbered(report);
  const steps = [...byMigration.values()].flat();
  const files = steps.filter(({ does }) => does === "changes" || does === "adds").length;
  const [first, ...more] = steps.filter(({ does }) => does === "by hand");
  const written = report.written.length;
  return [
    ...(written > 0 ? [{ kind: "commit", files: written } as const] : []),
    ...(written === 0 && files > 0 ? [{ kind: "write", files } as const] : []),
    ...(first === undefined ? [] : [{ kind: "by hand", steps: [first, ...more] } as const]),
    ...steps.flatMap((step) =>
      step.does === "outside" || step.does === "later" ? [{ kind: step.does, steps: [step] } as const] : [],
    ),
    ...[...byMigration.values()].flatMap(([first, ...more]) =>
      first?.does === "planned" ? [{ kind: "planned", steps: [first, ...more] } as const] : [],
    ),
  ];
}

/** What is done next, in words: "next release, once the code writes it: step 5". */
export function nextWords(next: Exclude<Next, { kind: "write" }>): string {
  switch (next.kind) {
    case "commit":
      return `look at the ${counted(next.files, "file")} (git diff), and commit them together`;
    case "by hand":
      return `write the SQL of ${stepNumbers(next.steps)} into the migration's code`;
    case "planned":
      return `for you to write, as soon as what is left allows it: ${stepNumbers(next.steps)}`;
    case "later":
    case "outside":
      return `${phaseWords(next.steps[0].step)}: ${stepNumbers(next.steps)}`;
  }
}

/** "step 3", "steps 3 and 4", "steps 3, 4 and 6". */
function stepNumbers(steps: readonly NumberedStep[]): string {
  const numbers = steps.map(({ number }) => number);
  const last = numbers.at(-1);
  return numbers.length < 2 ? `step ${last}` : `steps ${numbers.slice(0, -1).join(", ")} and ${last}`;
}
