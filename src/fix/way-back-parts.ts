/** The user's own way back, in the parts that can go to different files. */
import { alterTable } from "../sql/alter-table.ts";
import { qualified } from "../sql/quote.ts";
import type { Statement } from "../sql/statement.ts";
import { type Act, actsOf, isSamePart } from "./acts.ts";

/** A clause of an ALTER TABLE, a name of a DROP INDEX, or a whole statement. */
export interface WayBackPart {
  readonly statement: Statement;
  /** Empty where it is not known what it does. */
  readonly acts: readonly Act[];
  /** As a statement of its own, without semicolon. */
  readonly text: string;
}

export function wayBackParts(statement: Statement): WayBackPart[] {
  const acts = actsOf(statement);
  const whole = { statement, acts: acts ?? [], text: statement.text };
  if (acts === null || acts.length < 2) return [whole];
  const table = alterTable(statement);
  if (table) return acts.map((act) => ({ statement, acts: [act], text: `${act.head} ${act.text}` }));
  const isDrop = acts.every(({ change, part }) => change === "removed" && part === "index");
  const [head] = /^DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?/i.exec(statement.text) ?? [];
  if (!isDrop || head === undefined) return [whole];
  const end = /\s+(?:CASCADE|RESTRICT)\s*$/i.exec(statement.text)?.[0] ?? "";
  return acts.map((act) => ({ statement, acts: [act], text: `${head}${nameOf(act)}${end}` }));
}

/** The parts of one statement that stay together, as one. */
export function joinedParts(parts: readonly WayBackPart[]): string {
  const [first] = parts;
  const act = first?.acts[0];
  if (parts.length < 2 || first === undefined || act === undefined) return first?.text ?? "";
  if (act.head !== "") return `${act.head} ${parts.map(({ acts }) => acts[0]?.text ?? "").join(", ")}`;
  const names = parts.flatMap(({ acts }) => acts.map(nameOf)).join(", ");
  return first.text.replace(nameOf(act), () => names);
}

/** An index or a table, as it has to be written. */
export function nameOf({ schema, name }: Pick<Act, "schema" | "name">): string {
  return qualified(schema, name);
}

/** Whether what a way back does undoes what was done. */
export function takesBack(back: Act, done: Act): boolean {
  // An index goes with the one to which it is attached.
  if (done.change === "attached")
    return back.change === "removed" && back.part === "index" && back.name === done.table;
  if (!isSamePart(back, done)) return false;
  return REVERSE[done.change].includes(back.change);
}

const REVERSE: Readonly<Record<Act["change"], readonly Act["change"][]>> = {
  added: ["removed"],
  removed: ["added"],
  changed: ["changed"],
  validated: [],
  attached: [],
};
