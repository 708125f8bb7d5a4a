import type { Base, Early, MergedEdit } from "../../migrations/selection.ts";
import type { Surveyed } from "../../migrations/survey.ts";
import { type FoundItem, foundItem } from "../../migrations/tools/history.ts";
import type { ListingProblem, WhenLate } from "../../migrations/tools/tool.ts";
import { compareSql } from "../same-sql.ts";

/** What git alone shows of a history: what this work does to merged migrations, and what the tool would stumble over. */
export function historyFromGit(surveyed: Surveyed, base: Base | null): FoundItem[] {
  const { edits, early, problems } = surveyed;
  return [
    ...edits.map((edit) => touched(edit, base)),
    ...early.map(late),
    ...sameTimestamp(surveyed),
    ...problems.flatMap(problem),
  ];
}

function touched({ kind, id, path, to, before, after }: MergedEdit, base: Base | null): FoundItem {
  const where = base === null ? "merged" : `merged on ${base.ref}`;
  const back = `run \`git checkout ${base?.mergeBase.slice(0, 10)} -- ${path}\``;
  if (kind === "edited") {
    const what =
      before !== null && after !== null && compareSql(before, after) !== "statements" ? "its comments" : "it";
    const message = `${id} is ${where}, and this change edits ${what}`;
    return foundItem("edited", id, message, `${back}, and make the change in a new migration`);
  }
  const how = kind === "renamed" ? `renames it to ${to}` : "deletes it";
  return foundItem("deleted", id, `${id} is ${where}, and this change ${how}`, back);
}

const RUNNER: Readonly<Record<WhenLate, string>> = {
  runs: "a database that has the merged one runs them in another order than a new one does",
  skipped: "a database that has the merged one never runs it",
  refused: "the tool stops at it where the merged one is applied",
};

function late({ id, before, runner }: Early): FoundItem {
  const message = `${id} is new and sorts before ${before}, which is merged: ${RUNNER[runner]}`;
  return foundItem("out-of-order", id, message, "rename it so that it sorts last");
}

/** Two of one time, which only their names tell apart. */
function sameTimestamp({ folder, entries, added }: Surveyed): FoundItem[] {
  const { stampOf } = folder.tool.history ?? {};
  if (stampOf === undefined) return [];
  return entries.flatMap(({ id }) => {
    const stamp = stampOf(id);
    const other = entries.find((entry) => entry.id !== id && stampOf(entry.id) === stamp);
    if (!added.has(id) || stamp === null || other === undefined) return [];
    const message = `${id} has the timestamp of ${other.id}: only their names decide which runs first`;
    return [foundItem("duplicate", id, message, "give it a timestamp of its own")];
  });
}

/** What the tool's own listing stumbles over, as far as it is about versions, the journal and the folder. */
function problem({ path, reason, drift }: ListingProblem): FoundItem[] {
  if (drift === undefined) return [];
  const { kind, migration = path, next } = drift;
  return [foundItem(kind, migration, `${path} ${reason}`, next)];
}
