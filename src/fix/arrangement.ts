/** How the statements of a changed migration, and the safe forms of some of them, are spread over files: pure. */
import type { Migration } from "../migrations/migration.ts";
import type { Step } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";

/** A statement of the changed file, or a step that takes its place. */
export interface Piece {
  /** The statement that it is, or that it comes from. */
  readonly statement: Statement;
  /** What takes its place; null: it stays as it stands. */
  readonly sql: readonly string[] | null;
  /** PostgreSQL refuses it in a transaction block, so that it has a file of its own. */
  readonly alone: boolean;
  /**
   * What came before it commits before it begins: `step` shares a transaction with other later steps, `work` with none, since
   * it would hold their locks; null: it need not.
   */
  readonly apart: "step" | "work" | null;
  /** A later step of a statement, which may wait until the statements behind it have run. */
  readonly mayWait: boolean;
}

/** The pieces that commit together: the first group stays in the changed file, each other one has a file of its own. */
export interface Group {
  readonly pieces: readonly Piece[];
  readonly alone: boolean;
}

/** SQL that is no migration of this release. */
export interface Deferred {
  readonly statement: Statement;
  readonly phase: "outside" | "next release";
  /** `before`: ahead of this release's migrations, which find its work done. */
  readonly before: boolean;
  readonly sql: readonly string[];
  /** "in batches until it changes no row", "once the code writes it": as the remedy says it, or null. */
  readonly when: string | null;
}

export interface Arrangement {
  readonly groups: readonly Group[];
  /** In the order in which they run. */
  readonly deferred: readonly Deferred[];
}

/** The safe form of one statement. */
export type Replacement =
  | { readonly kind: "steps"; readonly steps: readonly Step[] }
  /** As it is, in a transaction of its own. */
  | { readonly kind: "apart" };

/**
 * The arrangements worth trying, the one of the fewest files first: what may wait stands behind everything else; and as the
 * file has it, each step where its statement stood.
 *
 * @param replacements by the index of the statement
 */
export function arrangementsOf(
  { transaction }: Pick<Migration, "transaction">,
  statements: readonly Statement[],
  replacements: ReadonlyMap<number, Replacement>,
): Arrangement[] {
  const deferred: Deferred[] = [];
  const pieces = statements.flatMap((statement): Piece[] => {
    const replacement = replacements.get(statement.index);
    if (replacement === undefined) return [{ statement, sql: null, ...STAYS }];
    if (replacement.kind === "apart") return [{ statement, sql: null, ...STAYS, apart: "work" }];
    const parted = partSteps(statement, replacement.steps, transaction);
    deferred.push(...parted.deferred);
    return parted.pieces;
  });
  const waiting = [...pieces.filter(({ mayWait }) => !mayWait), ...pieces.filter(({ mayWait }) => mayWait)];
  const inOrder = { groups: grouped(pieces), deferred };
  if (
    waiting.every((piece, at) => piece === pieces[at]) ||
    statements.some(({ command }) => WORKS.has(command))
  )
    return [inOrder];
  return [{ groups: grouped(waiting), deferred }, inOrder];
}

const STAYS = { alone: false, apart: null, mayWait: false } as const;

/** What changes rows, or may do anything, keeps its place among the other statements. */
const WORKS: ReadonlySet<string> = new Set([
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "COPY",
  "DO",
  "CALL",
  "SELECT",
]);

function partSteps(
  statement: Statement,
  steps: readonly Step[],
  transaction: Migration["transaction"],
): { readonly pieces: Piece[]; readonly deferred: Deferred[] } {
  const pieces: Piece[] = [];
  const deferred: Deferred[] = [];
  let phase: Deferred["phase"] | null = null;
  for (const { sql, alone = false, outside, when } of steps) {
    if (outside !== undefined) {
      const before = outside === "before they run";
      deferred.push({ statement, phase: "outside", before, sql, when: before ? null : outside });
      // A release does not stop in the middle for what is done by hand.
      if (!before) phase = "next release";
      continue;
    }
    const isFirst = pieces.length === 0;
    // All that is pending is one transaction: a second step in it would gain nothing.
    if (when !== undefined || (transaction === "all-pending" && !isFirst)) phase = "next release";
    if (phase === null)
      pieces.push({ statement, sql, alone, apart: isFirst ? null : "step", mayWait: !isFirst || alone });
    else deferred.push({ statement, phase, before: false, sql, when: when ?? null });
  }
  return { pieces, deferred };
}

function grouped(pieces: readonly Piece[]): Group[] {
  const groups: { pieces: Piece[]; alone: boolean }[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last !== undefined && joins(piece, last)) last.pieces.push(piece);
    else groups.push({ pieces: [piece], alone: piece.alone });
  }
  return groups;
}

/** Later steps begin a transaction behind the first ones, and share it. */
function joins({ alone, apart }: Piece, { pieces: [first], alone: isAlone }: Group): boolean {
  if (alone || isAlone || apart === "work") return false;
  return apart === null || first?.apart === "step";
}
