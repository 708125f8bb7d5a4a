import type { Migration } from "../migrations/migration.ts";
import type { Analyzed, Remedy } from "./analyzed.ts";
import type { Step } from "./step.ts";

/** The comment above a step where a remedy is more than one migration: `-- migration 2, once ...`. */
const HEADING = /^-- (?:migration \d+|(?<outside>outside the migration tool))\b/;

/**
 * The steps as SQL that works in the runner of the migration, in the place of the statement. Where more than one file is needed, comments separate them:
 * `-- migration 1`, `-- migration 2, once ...`, `-- outside the migration tool, ...`.
 */
export function stepsIn(
  analyzed: Pick<Analyzed, "migration" | "inTransaction">,
  steps: readonly Step[],
): Required<Pick<Remedy, "sql" | "steps">> {
  return { sql: written(analyzed, steps), steps };
}

function written(
  { migration, inTransaction }: Pick<Analyzed, "migration" | "inTransaction">,
  steps: readonly Step[],
): string {
  const plain = steps.every((step) => qualifiersOf(step).length === 0);
  // A file that opens a transaction itself is divided, too.
  const apart = migration.transaction === "statement" && !inTransaction;
  if (plain && (apart || steps.length === 1)) {
    return steps.map((step) => textOf(step, migration)).join("\n");
  }
  let number = 0;
  return steps
    .map((step) => {
      const name = step.outside === undefined ? `migration ${++number}` : "outside the migration tool";
      return `-- ${[name, ...qualifiersOf(step)].join(", ")}\n${textOf(step, migration)}`;
    })
    .join("\n");
}

function qualifiersOf({ outside, when, omitted }: Step): string[] {
  const same = omitted === undefined ? undefined : `with the same for ${omitted} more partitions`;
  return [outside, when, same].filter((word) => word !== undefined);
}

/** The steps that `stepsIn` wrote, each with its heading; SQL without headings is one step. */
export function readSteps(sql: string): { readonly sql: string; readonly outside: boolean }[] {
  const steps = [{ lines: [] as string[], outside: false }];
  for (const line of sql.split("\n")) {
    const heading = HEADING.exec(line);
    if (heading) steps.push({ lines: [], outside: heading.groups?.outside !== undefined });
    steps.at(-1)?.lines.push(line);
  }
  return steps
    .map(({ lines, outside }) => ({ sql: lines.join("\n"), outside }))
    .filter(({ sql }) => sql.trim() !== "");
}

function textOf({ sql, alone, outside }: Step, { noTransaction, transaction }: Migration): string {
  const directive = alone && outside === undefined && transaction === "file" ? noTransaction : undefined;
  return [...(directive == null ? [] : [directive]), ...sql.map((text) => `${text};`)].join("\n");
}

/** Whether no migration of this runner can hold a statement that PostgreSQL refuses in a transaction block. */
export function neverAlone({ noTransaction, transaction }: Migration): boolean {
  return transaction === "all-pending" || noTransaction === null;
}
