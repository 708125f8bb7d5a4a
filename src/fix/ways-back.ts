/** How a change is taken back once it is spread over files: pure. */
import type { Statement } from "../sql/statement.ts";
import { actsOf, isSamePart } from "./acts.ts";
import { concurrently, inverseOf, type PlacedAct, restoredBehind } from "./inverse.ts";
import { joinedParts, takesBack, type WayBackPart, wayBackParts } from "./way-back-parts.ts";

export interface WaysBackOptions {
  /** Of the migration as it was. */
  readonly original: readonly Statement[];
  /** What the files run in their order: the changed one first. */
  readonly files: readonly PlannedFile[];
  /** What the migration's own way back runs: at least one statement. */
  readonly down: readonly Statement[];
}

export interface PlannedFile {
  readonly statements: readonly Statement[];
  readonly alone: boolean;
  /** It belongs to a later release: the way back of the changed file does not count on it. */
  readonly isLater: boolean;
}

export interface WaysBack {
  /** The way back of the changed file: its statements, each as it is, with other text, or (empty) not at all. */
  readonly changed: ReadonlyMap<Statement, readonly string[]>;
  /** Statements of each other file, without semicolons. */
  readonly further: readonly (readonly string[])[];
}

/**
 * A statement of the way back goes to the last file that does what it takes back. What the files do beyond the original is
 * taken back by statements of its own, so that each file by itself, and all of them, lead back.
 */
export function waysBack({ original, files, down }: WaysBackOptions): WaysBack {
  const acts = files.flatMap(({ statements }, file): PlacedAct[] =>
    statements.flatMap((one) => (actsOf(one) ?? []).map((act) => ({ act, file }))),
  );
  const parts = down.flatMap(wayBackParts);
  const targets = new Map(parts.map((part) => [part, lastTakenBack(part, acts, files)]));
  const before = original.flatMap((one) => actsOf(one) ?? []);
  const isNew = ({ act }: PlacedAct) =>
    !before.some((known) => known.change === act.change && isSamePart(known, act));
  const statementsOf = (file: number): string[] => {
    const own = acts.filter((placed) => placed.file === file).reverse();
    const backs = own.flatMap((placed) => {
      if (isTakenBack(placed, parts, files)) {
        const texts = parts.filter((part) => targets.get(part) === placed).map(({ text }) => text);
        return file === 0 ? [] : texts;
      }
      return file > 0 || isNew(placed) ? inverseOf(placed, acts) : [];
    });
    return file === 0 ? backs : [...backs, ...own.flatMap((placed) => restoredBehind(placed, acts))];
  };
  const isKept = (part: WayBackPart) => (targets.get(part)?.file ?? 0) === 0;
  return {
    changed: changedWayBack(down, parts, isKept, statementsOf(0)),
    further: files.slice(1).map(({ alone }, at) => {
      const statements = statementsOf(at + 1);
      return alone && statements.length === 1 ? statements.map(concurrently) : statements;
    }),
  };
}

function isTakenBack(
  { act, file }: PlacedAct,
  parts: readonly WayBackPart[],
  files: readonly PlannedFile[],
): boolean {
  if (files[file]?.isLater) return false;
  return parts.some(({ acts }) => acts.some((back) => takesBack(back, act)));
}

/** Of all that a part takes back, what is done last. */
function lastTakenBack(
  { acts: backs }: WayBackPart,
  acts: readonly PlacedAct[],
  files: readonly PlannedFile[],
): PlacedAct | undefined {
  return acts.findLast(
    ({ act, file }) => files[file]?.isLater !== true && backs.some((back) => takesBack(back, act)),
  );
}

function changedWayBack(
  down: readonly Statement[],
  parts: readonly WayBackPart[],
  isKept: (part: WayBackPart) => boolean,
  first: readonly string[],
): Map<Statement, readonly string[]> {
  return new Map(
    down.map((statement, at) => {
      const own = parts.filter((part) => part.statement === statement);
      const kept = own.filter(isKept);
      const text = kept.length === 0 ? [] : [kept.length === own.length ? statement.text : joinedParts(kept)];
      return [statement, at === 0 ? [...first, ...text] : text];
    }),
  );
}
