/** The work of a statement on several relations. */
import type { Work } from "../deriver.ts";
import type { Scan } from "../scans.ts";
import { indexesOf } from "../schema/lookup.ts";
import type { SchemaModel } from "../schema/model.ts";
import { qualifiedName } from "../schema/relation.ts";
import { holdsRows, type Member, type Subject } from "../subject.ts";

/** Each with the scan if it has rows of its own; `scan` null: none is read. */
export function scanned<M extends Member>(
  members: readonly M[],
  scan: Scan | null,
): (M & Pick<Work, "scan">)[] {
  return members.map((member) => (scan && holdsRows(member.subject) ? { ...member, scan } : member));
}

/** `schema.name` of the indexes of a relation. */
export function indexNames(model: SchemaModel, { relation }: Subject): string[] {
  return relation ? indexesOf(model, relation.id).map(qualifiedName) : [];
}
