/** How the statements of a changed migration, and the safe forms of some of them, are spread over files: pure. */
import type { Step } from "../rule.ts";
import type { Statement } from "../sql/statement.ts";
import type { Changed } from "./changed.ts";

/** A statement of the changed file, or a step that takes its place. */
export interface Piece {
  /** The statement that it is, or that it comes from. */
  readonly statement: Statement;
  /** What takes its place; null: it stays as it stands. */
  readonly sql: readonly string[] | null;
  /** PostgreSQL refuses it in a transaction block, so that it has a file of its own. */
  readonly alone: boolean;
  /** What came before it commits before it begins. */
  readonly apart: boolean;
  /** 0 for a statement and the first step of one, 1 for the next step. */
  readonly rank: number;
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
  /** PostgreSQL refuses it in a transaction block. */
  readonly alone: boolean;
  /** "in batches until it changes no row", "once the code writes it": as the remedy says it, or null. */
  readonly when: string | null;
}

export interface Arrangement {
  readonly groups: readonly Group[];
  /** In the order in which they run. */
  readonly deferred: readonly Deferred[];
}

/**
 * The arrangements worth trying, the one of the fewest files first: what may wait stands behind everything else; and as the
 * file has it, each step where its statement stood.
 */
export function arrangementsOf(
  changed: Pick<Changed, "migration" | "statements" | "inTransaction" | "replacements">,
): Arrangement[] {
  const { migration, statements, inTransaction, replacements } = changed;
  const { transaction } = migration;
  const deferred: Deferred[] = [];
  const pieces = statements.flatMap((statement): Piece[] => {
    const replacement = replacements.get(statement.index);
    const asItIs = { statement, sql: null, alone: false, apart: false, rank: 0 };
    if (replacement === undefined) return [asItIs];
    if (replacement.kind === "apart") return [{ ...asItIs, apart: true }];
    const parted = partSteps(statement, replacement.steps, transaction);
    deferred.push(...parted.deferred);
    if (transaction !== "statement") return parted.pieces;
    // Each commits by itself, but between a BEGIN and COMMIT of the file: then it stands behind them.
    const inBlock = inTransaction.has(statement.index);
    return parted.pieces.map((piece, at) => ({
      ...piece,
      alone: false,
      apart: false,
      rank: inBlock ? Math.max(at, piece.alone ? 1 : 0) : 0,
    }));
  });
  const waiting = [
    ...pieces.filter((piece) => !mayWait(piece)),
    ...pieces.filter(mayWait).sort((a, b) => order(a) - order(b)),
  ];
  if (transaction === "statement") return [{ groups: grouped(waiting), deferred }];
  const inOrder = { groups: grouped(pieces), deferred };
  const isSame = waiting.every((piece, at) => piece === pieces[at]);
  if (isSame || statements.some(({ command }) => WORKS.has(command))) return [inOrder];
  return [{ groups: grouped(waiting), deferred }, inOrder];
}

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
  transaction: Changed["migration"]["transaction"],
): { readonly pieces: Piece[]; readonly deferred: Deferred[] } {
  const pieces: Piece[] = [];
  const deferred: Deferred[] = [];
  let phase: Deferred["phase"] | null = null;
  for (const { sql, alone = false, outside, when } of steps) {
    if (outside !== undefined) {
      const before = outside === "before they run";
      deferred.push({ statement, phase: "outside", before, sql, alone, when: before ? null : outside });
      // A release does not stop in the middle for what is done by hand.
      if (!before) phase = "next release";
      continue;
    }
    const rank = pieces.length;
    // All that is pending is one transaction: a second step in it would gain nothing.
    if (when !== undefined || (transaction === "all-pending" && rank > 0)) phase = "next release";
    if (phase === null) pieces.push({ statement, sql, alone, apart: rank > 0, rank });
    else deferred.push({ statement, phase, before: false, sql, alone, when: when ?? null });
  }
  return { pieces, deferred };
}

function mayWait({ rank, alone }: Piece): boolean {
  return rank > 0 || alone;
}

/** By rank; of one rank first what has a file of its own, then what only validates. */
function order(piece: Piece): number {
  return piece.rank * 3 + (piece.alone ? 0 : isValidation(piece) ? 1 : 2);
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

/** Validations of one rank share a transaction, the last of which may take a stronger lock when all of them are done. */
function joins(piece: Piece, { pieces, alone }: Group): boolean {
  if (piece.alone || alone) return false;
  if (!piece.apart) return true;
  return piece.rank > 0 && pieces.every((one) => one.rank === piece.rank && isValidation(one));
}

function isValidation({ sql }: Piece): boolean {
  return sql?.length === 1 && /^ALTER TABLE\b[^;]* VALIDATE CONSTRAINT /s.test(sql[0] ?? "");
}
