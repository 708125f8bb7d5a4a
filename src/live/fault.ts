/** What a change does to a query: the outcome of preparing it before and after. */
import type { StatementError } from "../postgres/server-message.ts";
import type { Prepared } from "../shadow/engines/prepare.ts";

export type Fault =
  /** PostgreSQL refuses it. */
  | { readonly kind: "error"; readonly error: StatementError }
  /** It leaves out columns that have to be given now (23502). */
  | { readonly kind: "required"; readonly relation: string; readonly columns: readonly string[] }
  /** A value is read as another type, which not every value of the old one is. */
  | { readonly kind: "parameter"; readonly number: number; readonly was: string; readonly is: string }
  /** Its rows have other columns: who holds it prepared gets 0A000, "cached plan must not change result type". */
  | { readonly kind: "result" };

/** Whether it fails whatever the values are. */
export function fails({ kind }: Fault): boolean {
  return kind === "error" || kind === "required";
}

/** In PostgreSQL's own words, where it has some. */
export function wordsOf(fault: Fault): string {
  switch (fault.kind) {
    case "error":
      return fault.error.message;
    case "required":
      return `null value in column "${fault.columns[0]}" of relation "${fault.relation}" violates not-null constraint`;
    case "parameter":
      return `parameter $${fault.number} was ${fault.was} and is ${fault.is}`;
    case "result":
      return "cached plan must not change result type";
  }
}

/** What is known of types, by OID: names before and after, and of which to which a value always fits. */
export interface Types {
  readonly before: ReadonlyMap<number, string>;
  readonly after: ReadonlyMap<number, string>;
  /** Pairs `from to`. */
  readonly fits: ReadonlySet<string>;
}

/** The types of parameters that were and are not the same OID. */
export function otherParameters(before: Prepared, after: Prepared): [number, was: number, is: number][] {
  return before.parameters.flatMap((was, at) => {
    const is = after.parameters[at];
    return is === undefined || is === was ? [] : [[at + 1, was, is] as [number, number, number]];
  });
}

export function parameterFault(before: Prepared, after: Prepared, types: Types): Fault | null {
  for (const [number, was, is] of otherParameters(before, after)) {
    const [old, now] = [types.before.get(was) ?? "?", types.after.get(is) ?? "?"];
    // A type that was dropped and made again under its name takes what it took.
    if (old === now || types.fits.has(`${was} ${is}`)) continue;
    return { kind: "parameter", number, was: old, is: now };
  }
  return null;
}

/** By OID, as a prepared statement's plan is held against them. */
export function resultFault(before: Prepared, after: Prepared): Fault | null {
  const same =
    before.columns.length === after.columns.length &&
    before.columns.every(({ name, type, modifier }, at) => {
      const now = after.columns[at];
      return now?.name === name && now.type === type && now.modifier === modifier;
    });
  return same ? null : { kind: "result" };
}
