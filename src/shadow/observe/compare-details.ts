/** What changed below relations from one look to the next. */

import type { ObservedDetail, ObservedPart } from "../../effects/observation.ts";
import type { Detail, DetailLook, Details } from "./details.ts";
import type { SessionState } from "./session-state.ts";

/** Of objects whose relation or type was made or dropped as a whole nothing is said. Sorted. */
export function compareDetails(
  before: Details,
  after: Details,
  relations: { readonly before: SessionState["relations"]; readonly after: SessionState["relations"] },
): ObservedDetail[] {
  const found: ObservedDetail[] = [];
  const tell = (detail: Detail, change: ObservedPart["change"], now: Detail | null): void => {
    const { kind, name } = detail;
    const relation = ownerOf(detail, before, relations.before);
    if (relation === undefined || (kind === "label" && !after.has(`type ${detail.owner}`))) return;
    if (kind !== "label" && detail.owner !== 0 && !relations.after.has(detail.owner)) return;
    found.push({
      kind,
      change,
      relation,
      name: kind === "type" || kind === "function" ? `${detail.schema}.${name}` : name,
      was: change === "added" ? null : detail.state,
      is: now?.state ?? null,
    });
  };
  for (const [key, was] of before) {
    const now = after.get(key);
    if (!now) tell(was, "dropped", null);
    else if (now.name !== was.name || now.schema !== was.schema) tell(was, "renamed", now);
    else if (now.state.what !== was.state.what || now.state.checked !== was.state.checked)
      tell(was, "changed", now);
  }
  for (const [key, now] of after) if (!before.has(key)) tell(now, "added", now);
  for (const [oid, { relation, kind }] of relations.before) {
    const now = relations.after.get(oid);
    if (now && now.relation !== relation && kind !== "i" && kind !== "I")
      found.push({ kind: "relation", relation, relationKind: kind, newName: now.relation });
  }
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The relation or the type that it belongs to, as it was called before; null: none; undefined: it was not there. */
function ownerOf(
  detail: Detail,
  before: Details,
  relations: SessionState["relations"],
): string | null | undefined {
  if (detail.owner === 0) return null;
  if (detail.kind !== "label") return relations.get(detail.owner)?.relation;
  const type = before.get(`type ${detail.owner}`);
  return type && `${type.schema}.${type.name}`;
}

/** A statement made functions of PostgreSQL its own: no look is to be trusted from there on. */
export function isTamperedWith(before: DetailLook, after: DetailLook): boolean {
  return before.systemFunctions !== after.systemFunctions;
}
