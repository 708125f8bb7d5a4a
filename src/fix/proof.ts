/** The plan that holds: files are laid out, tried, and laid out otherwise until a check and the catalog agree with them. */

import type { Finding } from "../judge/finding.ts";
import type { FailOn } from "../judge/verdict.ts";
import type { WrittenFile } from "../migrations/tools/further.ts";
import { type Tree, withFiles } from "../migrations/tree.ts";
import { arrangementsOf } from "./arrangement.ts";
import type { Changed, Replacement } from "./changed.ts";
import { type Chosen, leave, type Wanted } from "./choose.ts";
import type { LeftFinding } from "./fix-report.ts";
import { type LaidOut, layOut } from "./layout.ts";
import { type Checked, type Obstacle, obstaclesIn } from "./trial-outcome.ts";

/** What a trial of files shows. */
export interface Tried extends Checked {
  /** How the catalog differs from that of the change as it was, a line for each; null: it could not be compared. */
  readonly differences: readonly string[] | null;
  /** False: the change as it was does not run to its end, so that its catalog is not what was meant. */
  readonly isComparable: boolean;
  /** Both were run on tables with rows, and the same rows stand there. */
  readonly onRows: boolean;
}

export interface ProveOptions {
  readonly before: Checked;
  readonly failOn: FailOn;
  readonly tree: Tree;
  /** A migration that has something to replace, without its replacements. */
  changed(path: string): Omit<Changed, "replacements">;
  /** Runs the migrations with these in their place. */
  tryOut(laidOut: readonly LaidOut[]): Promise<Tried>;
}

export interface Proven {
  readonly laidOut: readonly LaidOut[];
  /** What they resolve. */
  readonly fixed: readonly Finding[];
  readonly left: readonly LeftFinding[];
  /** Null: nothing was tried. */
  readonly tried: Tried | null;
  /** The last trial did not come to its end. */
  readonly unseen: boolean;
}

/** Each trial is a rehearsal. */
const MOST_TRIALS = 5;

export async function prove(chosen: Chosen, options: ProveOptions): Promise<Proven> {
  const search = new Search(chosen);
  let unseen = false;
  for (let trial = 0; trial < MOST_TRIALS && search.wanted.length > 0; ) {
    const laidOut = await layOutAll(search, options);
    if (laidOut === null) continue;
    trial += 1;
    const tried = await options.tryOut(laidOut);
    const obstacles = obstaclesIn(tried, laidOut, { ...options, stay: search.stay });
    if (obstacles.length === 0 && tried.unanalyzed.length === 0 && tried.differences?.length === 0) {
      return {
        laidOut,
        fixed: search.wanted.map(({ finding }) => finding),
        left: [
          ...search.left,
          ...search.wanted.filter(hangsOnHandwork).map(({ finding }) => leave(finding, HANDWORK)),
        ],
        tried,
        unseen: false,
      };
    }
    unseen = tried.differences === null;
    search.learn(laidOut, tried, obstacles);
  }
  search.giveUp(() => true, "what would be written for it could not be proven");
  return { laidOut: [], fixed: [], left: search.left, tried: null, unseen };
}

const HANDWORK = "it holds once what runs outside has run, which a check of the files does not see";

/** Whether what stays in the migrations is safe only behind what somebody has done by hand. */
function hangsOnHandwork({ replacement }: Wanted): boolean {
  if (replacement.kind !== "steps") return false;
  const { steps } = replacement;
  return (
    steps.some(({ outside }) => outside === "before they run") &&
    steps.some(({ outside }) => outside === undefined)
  );
}

/** What is still wanted, and in which arrangement of each file. */
class Search {
  wanted: readonly Wanted[];
  readonly left: LeftFinding[];
  readonly stay: Finding[];
  readonly #arrangement = new Map<string, number>();

  constructor({ wanted, left, stay }: Chosen) {
    this.wanted = wanted;
    this.left = [...left];
    this.stay = [...stay];
  }

  /** By path, then by the index of the statement; the gravest finding of a statement decides. */
  replacements(): Map<string, Map<number, Replacement>> {
    const byPath = new Map<string, Map<number, Replacement>>();
    for (const { finding, replacement } of this.wanted) {
      const { path, statement } = finding;
      if (path === null || statement === null) continue;
      const own = byPath.get(path) ?? new Map<number, Replacement>();
      const known = own.get(statement);
      // Steps of its own take a statement apart, too.
      if (known === undefined || (known.kind === "apart" && replacement.kind === "steps"))
        own.set(statement, replacement);
      byPath.set(path, own);
    }
    return byPath;
  }

  arrangement(path: string): number {
    return this.#arrangement.get(path) ?? 0;
  }

  giveUp(isMeant: (wanted: Wanted) => boolean, reason: string): void {
    for (const { finding } of this.wanted.filter(isMeant)) {
      this.stay.push(finding);
      this.left.push(leave(finding, reason));
    }
    this.wanted = this.wanted.filter((one) => !isMeant(one));
  }

  learn(laidOut: readonly LaidOut[], tried: Tried, obstacles: readonly Obstacle[]): void {
    let isNew = false;
    for (const { finding, form, laid, statement, isUnchanged } of obstacles) {
      const { path } = laid?.changed.migration ?? finding;
      const isTaken = this.wanted.some(
        (one) => one.finding.path === path && one.finding.statement === statement?.index,
      );
      if (isUnchanged && form.apart && statement !== null && !isTaken) {
        const moved = { ...finding, path, statement: statement.index, line: statement.line };
        this.wanted = [...this.wanted, { finding: moved, replacement: { kind: "apart" } }];
        isNew = true;
      }
    }
    if (isNew) return;
    const [first] = obstacles;
    const why =
      first === undefined
        ? (tried.unanalyzed[0] ?? tried.differences?.[0] ?? "it was not seen")
        : said(first);
    const culprits = obstacles.flatMap(({ laid }) => laid ?? []);
    const others = (culprits.length > 0 ? culprits : laidOut).filter((laid) => this.#otherwise(laid));
    if (others.length > 0) return;
    const reason = `what would be written for it does not hold: ${why}`;
    const isMeant = ({ finding }: Wanted) =>
      obstacles.some(
        ({ laid, statement, isUnchanged }) =>
          statement !== null &&
          !isUnchanged &&
          laid?.changed.migration.path === finding.path &&
          statement.index === finding.statement,
      );
    if (this.wanted.some(isMeant)) this.giveUp(isMeant, reason);
    else this.giveUp(() => true, reason);
  }

  /** Whether there is another arrangement of the file, which is then the next to be tried. */
  #otherwise({ changed }: LaidOut): boolean {
    const { path } = changed.migration;
    const next = this.arrangement(path) + 1;
    if (next >= arrangementsOf(changed).length) return false;
    this.#arrangement.set(path, next);
    return true;
  }
}

function said({ finding: { rule, message } }: Obstacle): string {
  return `${rule}: ${message}`;
}

/** Null: something of it could not be laid out, and is wanted no more. */
async function layOutAll(
  search: Search,
  { tree, changed: changedAt }: ProveOptions,
): Promise<LaidOut[] | null> {
  const laidOut: LaidOut[] = [];
  const written: WrittenFile[] = [];
  for (const [path, replacements] of search.replacements()) {
    const changed = { ...changedAt(path), replacements };
    const arrangements = arrangementsOf(changed);
    const arrangement = arrangements[search.arrangement(path)] ?? arrangements[0];
    const laid = arrangement && (await layOut(changed, arrangement, withFiles(tree, written)));
    if (laid === undefined || typeof laid === "string") {
      search.giveUp(({ finding }) => finding.path === path, laid ?? "nothing of it is left");
      return null;
    }
    laidOut.push(laid);
    written.push(...laid.thisRelease);
  }
  return laidOut;
}
