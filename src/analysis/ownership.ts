import { derive } from "../effects/derive.ts";
import type { FailEffect } from "../effects/effect.ts";
import { relationBefore } from "../effects/schema/before.ts";
import { relationAt } from "../effects/schema/find-relation.ts";
import { isTable } from "../effects/schema/relation.ts";
import type { Production } from "../judge/change.ts";
import { measuredFor } from "../postgres/majors.ts";
import { type ActingRole, isOwner } from "../production/acting-role.ts";
import type { StatementAnalysis } from "./statement-effects.ts";
import type { Moment } from "./walk.ts";

/** The statement as the role that migrates in production runs it: where that is not the owner of a table, it fails. */
export function withOwnership(
  analysis: StatementAnalysis,
  { statement, model, transaction }: Pick<Moment, "statement" | "model" | "transaction">,
  major: number,
  production: Pick<Production, "snapshot" | "role"> | undefined,
): StatementAnalysis {
  // A role that the session took on is known by its name alone.
  const role = model.role === null ? (production?.role ?? null) : null;
  const tables = production?.snapshot?.tables.filter(({ owner }) => owner !== undefined) ?? [];
  if (role === null || tables.length === 0 || statement.refused !== undefined) return analysis;
  const context = { major: measuredFor(major), timeZone: null, transaction };
  const { owned } = derive(statement.node, model, context);
  const fails = owned.flatMap((relation): FailEffect[] => {
    const owner = tables.find((table) => table.relation === relation)?.owner;
    if (owner === undefined || hasNewOwner(model, relation)) return [];
    const owns = ownsAs(role, owner);
    if (owns === true) return [];
    const name = relation.replace(/^public\./, "");
    return [
      {
        kind: "fail",
        when: "always",
        relation,
        reason: `must be owner of table ${name}, which ${owner} is and ${role.name} is not`,
        sqlstate: "42501",
        isNew: false,
        evidence: owns === null ? "assumed" : "catalogue",
      },
    ];
  });
  return fails.length === 0 ? analysis : { ...analysis, effects: [...analysis.effects, ...fails] };
}

/** Nothing is known of another role's membership; only the server's own superuser goes by its name. */
function ownsAs(role: ActingRole, owner: string): boolean | null {
  return role.superuser === null && role.name === "postgres" ? true : isOwner(role, owner);
}

/** The change has given it to somebody. */
function hasNewOwner(model: Moment["model"], relation: string): boolean {
  const now = relationAt(model, relation);
  const before = now && relationBefore(model, now.id);
  if (!isTable(now) || !isTable(before)) return false;
  return now.rowSecurity.owner !== before.rowSecurity.owner;
}
