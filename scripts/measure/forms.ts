import type { FormFacts, HowOften } from "../../src/postgres/form-facts.ts";
import { LOCK_MODES, type LockMode, strongest } from "../../src/postgres/lock-mode.ts";
import { ROLES, type Role, roleOfTable } from "../../src/postgres/role.ts";
import type { LocksByRelation, Outcome } from "../../src/postgres/witnesses/outcome.ts";

/**
 * What all witnesses of one form have in common on one version; outcomes are by witness. Where they do not take the same
 * lock in one role, a line is added to `conflicts`.
 */
export function factsOf(
  form: string,
  byWitness: ReadonlyMap<string, Outcome>,
  conflicts: string[],
): FormFacts {
  const outcomes = [...byWitness.values()];
  const ran = outcomes.filter(({ error, given }) => !error && !given);
  const refused = outcomes.some(({ refusedInTransaction }) => refusedInTransaction)
    ? ({ refusedInTransaction: true } as const)
    : {};
  if (ran.length === 0) {
    const fails = [...new Set(outcomes.flatMap(({ error }) => error ?? []))].sort();
    return { locks: {}, rewrites: {}, scans: {}, builds: {}, ...refused, fails };
  }
  const locks = new Map<Role, LockMode[]>();
  for (const [id, outcome] of byWitness)
    for (const [role, modes] of locksByRole(form, outcome)) {
      const known = locks.get(role);
      const anyMode = role === "index" || role === "sequence";
      if (known && !anyMode && known.join() !== modes.join())
        conflicts.push(`${form}: ${role} is locked ${known.join()}, but ${modes.join()} by ${id}`);
      locks.set(role, strongest([...(known ?? []), ...modes]));
    }
  const roles = (names: (outcome: Outcome) => readonly string[]) =>
    howOften(ran.map((outcome) => names(outcome).map((name) => tableRole(form, name))));
  return {
    locks: Object.fromEntries(ROLES.flatMap((role) => (locks.has(role) ? [[role, locks.get(role)]] : []))),
    rewrites: roles(({ rewrites }) => (rewrites ?? []).filter((name) => roleOfTable(name))),
    scans: roles(({ scans }) => Object.keys(scans ?? {})),
    builds: roles(({ builds }) => (builds ?? []).map((build) => build.slice(0, build.indexOf(":")))),
    ...refused,
  };
}

function locksByRole(form: string, outcome: Outcome): [Role, LockMode[]][] {
  const byRole = new Map<Role, LockMode[]>();
  const add = (role: Role, modes: string) => {
    const more = LOCK_MODES.filter((mode) => modes.split(" + ").includes(mode));
    byRole.set(role, strongest([...(byRole.get(role) ?? []), ...more]));
  };
  const each = (locks: LocksByRelation | undefined, role: (name: string) => Role) => {
    for (const [name, modes] of Object.entries(locks ?? {})) add(role(name), modes);
  };
  each(outcome.locks, (name) => tableRole(form, name));
  each(outcome.indexes, () => "index");
  each(outcome.sequences, () => "sequence");
  return [...byRole];
}

function tableRole(form: string, name: string): Role {
  const role = roleOfTable(name);
  if (!role) throw new Error(`${form}: the relation ${name} has no role for its name`);
  return role;
}

function howOften(seen: readonly (readonly Role[])[]): Partial<Record<Role, HowOften>> {
  return Object.fromEntries(
    ROLES.filter((role) => seen.some((roles) => roles.includes(role))).map((role) => [
      role,
      seen.every((roles) => roles.includes(role)) ? "always" : "sometimes",
    ]),
  );
}
