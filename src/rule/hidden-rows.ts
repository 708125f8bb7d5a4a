import { isOwner } from "../production/acting-role.ts";
import type { Analyzed } from "./analyzed.ts";

/** How sure it is that row security hides rows of a table from the role that runs the statement. */
export interface HiddenRows {
  /** As far as it is known. */
  readonly role: string | null;
  /** Nothing says that it has BYPASSRLS, nor that it has not. */
  readonly isOpen: boolean;
}

/**
 * Whether rows may be hidden from the role that runs the statement, which is not told: PostgreSQL reads, changes or deletes
 * the others and reports success (measured: src/postgres/witnesses/row-security.json). Null: none are.
 */
export function hiddenRows(
  analyzed: Analyzed,
  relation: string,
  use: "reads" | "changes",
): HiddenRows | null {
  const said = analyzed.table(relation)?.rowSecurity;
  const facts = analyzed.stats(relation);
  // What the change itself has switched is so, whatever production was before.
  const known = said?.isSet ? "off" : (facts?.rowSecurity ?? "off");
  const isForced = (said?.enabled && said.forced) || known === "forced";
  const isEnabled = said?.enabled || known !== "off";
  // A role that the session took on is known by its name alone.
  const taken = said?.role ?? null;
  const name = taken ?? analyzed.role?.name ?? null;
  const attributes = taken === null ? analyzed.role : null;
  if (attributes?.superuser || attributes?.bypassesRowSecurity) return null;
  if (name !== null && said?.exempt.includes(name)) return null;
  // Supabase's own role has BYPASSRLS.
  if (name === null && analyzed.migration.tool === "supabase") return null;
  const owns = attributes && facts?.owner !== undefined ? isOwner(attributes, facts.owner) : null;
  if (!isForced && !(isEnabled && owns === false)) return null;
  const isLetThrough = said?.open.some(
    ({ role, changes }) =>
      (changes || use === "reads") && (role === "public" || role === name || role === null),
  );
  if (isLetThrough) return null;
  return { role: name, isOpen: attributes?.bypassesRowSecurity !== false };
}
