/** Collects the effects of a statement: locks and work by the measured catalogue, the rest as the statement's code reports it. */

import { type Form, formFacts } from "../postgres/catalogue.ts";
import type { FormFacts } from "../postgres/form-facts.ts";
import { type LockMode, strongest } from "../postgres/lock-mode.ts";
import { MAJORS } from "../postgres/majors.ts";
import { asksForOwner } from "../postgres/ownership.ts";
import type { Node } from "../sql/nodes.ts";
import {
  type ApplyStatement,
  type DeriveContext,
  type DeriveResult,
  type Gap,
  joinReasons,
} from "./derive-context.ts";
import type {
  BreakEffect,
  BuildEffect,
  ChangeEffect,
  DestroyEffect,
  Effect,
  Evidence,
  FailEffect,
  LockEffect,
  LockRole,
  RewriteEffect,
  ScanEffect,
  WaitEffect,
} from "./effect.ts";
import { type Scan, scanBy } from "./scans.ts";
import { relationBefore } from "./schema/before.ts";
import { relationAt } from "./schema/find-relation.ts";
import type { SchemaModel } from "./schema/model.ts";
import { qualifiedName } from "./schema/relation.ts";
import type { Subject } from "./subject.ts";

/** Part of the statement's work on one relation, in the role that it has to the form. */
export interface Work {
  readonly subject: Subject;
  /** Its role in the form's witnesses. */
  readonly role: LockRole;
  /** Its role to this statement, where the form is only a part of it. */
  readonly shownAs?: LockRole;
  readonly rewrite?: boolean;
  readonly scan?: Scan;
  /** `schema.name` of the indexes that are built. */
  readonly builds?: readonly string[];
  /** Whether it rewrites, scans or builds is not known from the schema: the worst is assumed. */
  readonly assumed?: boolean;
}

interface Held {
  readonly relation: string;
  readonly isNew: boolean;
  readonly modes: Map<LockMode, { readonly role: LockRole; readonly evidence: Evidence }>;
}

export interface Deriver {
  readonly model: SchemaModel;
  readonly context: DeriveContext;
  /** The statement, or a part of it, is of this form; the catalogue says what that does to each role. */
  act(form: Form, works: readonly Work[], command?: string): void;
  destroy(effect: Told<DestroyEffect>): void;
  /** Said only of what existed before the change. */
  breaks(effect: Told<BreakEffect>): void;
  fails(effect: Told<FailEffect>): void;
  changes(effect: Told<ChangeEffect>): void;
  waits(effect: Told<WaitEffect>): void;
  /** The version does not have what the statement is made of: it fails, whatever the schema is. */
  lacks(effect: Omit<Told<FailEffect>, "when">): void;
  /** Derives a statement inside this one. */
  derive(node: Node, model: SchemaModel, context: DeriveContext): DeriveResult;
  /** Adds what a statement inside this one does, as if it stood here. */
  tell(node: Node): void;
  /** Applies a statement of a body to a model. */
  readonly apply: ApplyStatement;
  /** Effects of a statement inside this one. `conditional`: a run may pass it by. */
  include(effects: readonly Effect[], conditional?: boolean): void;
  /** It is not known what a part of the statement does; `shownBy` as in `Gap`. */
  unanalyzed(reason: string, shownBy?: Gap["shownBy"]): void;
}

type Told<E extends Effect> = E extends Effect
  ? Omit<E, "kind" | "evidence"> & { evidence?: Evidence }
  : never;

/** SQLSTATEs by which a version says that it does not know the form at all. */
const UNKNOWN_FORM = new Set(["42601", "0A000", "42809"]);

export function createDeriver(
  model: SchemaModel,
  context: DeriveContext,
  inner: Pick<Deriver, "derive" | "apply"> & { tell(deriver: Deriver, node: Node): void },
): { readonly deriver: Deriver; readonly close: () => DeriveResult } {
  const locks = new Map<string, Held>();
  const rewrites = new Map<string, RewriteEffect>();
  const scans = new Map<string, { readonly effect: ScanEffect; readonly inRewrite: boolean }>();
  const builds = new Map<string, BuildEffect>();
  const others: Effect[] = [];
  const conditional: Effect[] = [];
  const gaps = new Map<string, Gap>();
  const unanalyzed = (reason: string, shownBy: Gap["shownBy"] = "run"): void => {
    if (gaps.get(reason)?.shownBy !== "nothing") gaps.set(reason, { reason, shownBy });
  };
  const owned = new Set<string>();
  let certain = !model.opaque;
  let refusedInTransaction = false;

  function hold(relation: string, isNew: boolean, mode: LockMode, role: LockRole, evidence: Evidence): void {
    const held = locks.get(relation) ?? { relation, isNew, modes: new Map() };
    const before = held.modes.get(mode);
    if (!before || before.evidence === "assumed") held.modes.set(mode, { role, evidence });
    locks.set(relation, held);
  }

  function lock(form: Form, facts: FormFacts, { subject, role, shownAs = role }: Work): void {
    if (!lockedRoles(form).has(role)) unanalyzed(`what ${form} does to a ${role} relation was not measured`);
    const modes = facts.locks[role];
    if (!modes) return;
    for (const mode of modes) hold(subject.name, subject.isNew, mode, shownAs, "catalogue");
  }

  function work(form: Form, facts: FormFacts, task: Work): void {
    const { subject, role } = task;
    const common = {
      relation: subject.name,
      isNew: subject.isNew,
      evidence: task.assumed ? ("assumed" as const) : ("catalogue" as const),
    };
    const measured = (what: "rewrites" | "scans" | "builds", words: string): boolean => {
      if (facts[what][role]) return true;
      unanalyzed(`that ${form} ${words} a ${role} table was not measured`);
      return false;
    };
    if (task.rewrite && measured("rewrites", "rewrites")) {
      keepSurest(rewrites, subject.name, { kind: "rewrite", ...common });
    }
    const { scan } = task;
    const inRewrite = scan !== undefined && scanBy(scan) === "pass";
    if (scan && !(inRewrite && task.rewrite) && measured("scans", "scans")) {
      scans.set(`${subject.name} ${scan.why}`, { effect: { kind: "scan", ...scan, ...common }, inRewrite });
    }
    for (const index of task.builds ?? []) {
      if (!measured("builds", "builds indexes of")) break;
      keepSurest(builds, index, { kind: "build", index, ...common });
    }
  }

  const deriver: Deriver = {
    model,
    context,
    act(form, works, command = form) {
      const facts = formFacts(form, context.major);
      if (facts.fails?.every((sqlstate) => UNKNOWN_FORM.has(sqlstate))) {
        others.push({
          kind: "fail",
          when: "always",
          relation: null,
          reason: `PostgreSQL ${context.major} does not know ${command}`,
          sqlstate: facts.fails[0] ?? null,
          isNew: false,
          evidence: "catalogue",
        });
        return;
      }
      for (const task of works) {
        const { subject, role } = task;
        if (!subject.isNew && asksForOwner(form, role, context.major)) owned.add(subject.name);
        if (!task.subject.known) certain = false;
        lock(form, facts, task);
        work(form, facts, task);
      }
      if (facts.refusedInTransaction) refusedInTransaction = true;
      if (facts.refusedInTransaction && context.transaction !== null) {
        const [first] = works;
        others.push({
          kind: "fail",
          when: "always",
          relation: first?.subject.name ?? null,
          reason: `${command} cannot run inside a transaction block`,
          sqlstate: "25001",
          isNew: first?.subject.isNew ?? false,
          evidence: "catalogue",
        });
      }
    },
    destroy: (effect) => others.push({ evidence: "catalogue", ...effect, kind: "destroy" }),
    breaks: (effect) => {
      if (!effect.isNew) others.push(asKnown(model, { evidence: "catalogue", ...effect, kind: "break" }));
    },
    fails: (effect) => {
      // What the model knows is not sure any more once something ran that was not seen.
      if (effect.when === "always" && model.opaque) return;
      others.push({ evidence: "catalogue", ...effect, kind: "fail" });
    },
    lacks: (effect) => others.push({ evidence: "catalogue", ...effect, kind: "fail", when: "always" }),
    changes: (effect) => others.push({ evidence: "catalogue", ...effect, kind: "change" }),
    waits: (effect) => others.push({ evidence: "catalogue", ...effect, kind: "wait" }),
    derive: inner.derive,
    tell: (node) => inner.tell(deriver, node),
    apply: inner.apply,
    include(effects, isConditional = false) {
      if (isConditional) conditional.push(...effects);
      for (const effect of effects) {
        if (effect.kind === "lock")
          hold(effect.relation, effect.isNew, effect.mode, effect.role, effect.evidence);
        else if (effect.kind === "rewrite") keepSurest(rewrites, effect.relation, effect);
        else if (effect.kind === "scan")
          scans.set(`${effect.relation} ${effect.why}`, { effect, inRewrite: false });
        else if (effect.kind === "build") keepSurest(builds, effect.index, effect);
        else others.push(effect);
      }
    },
    unanalyzed,
  };

  function close(): DeriveResult {
    return {
      effects: [
        ...[...locks.values()].flatMap(lockEffects),
        ...rewrites.values(),
        ...[...scans.values()].flatMap(({ effect, inRewrite }) =>
          inRewrite && rewrites.has(effect.relation) ? [] : effect,
        ),
        ...builds.values(),
        ...withoutRepeats(others),
      ],
      conditional,
      gaps: [...gaps.values()],
      unanalyzed: joinReasons([...gaps.values()]),
      certain,
      refusedInTransaction,
      owned: [...owned],
    };
  }
  return { deriver, close };
}

/** By the name that running code knows the relation by: that of the time before the change. */
function asKnown(model: SchemaModel, effect: BreakEffect): BreakEffect {
  const now = effect.relation === null ? undefined : relationAt(model, effect.relation);
  const before = now && relationBefore(model, now.id);
  if (!before) return effect;
  const relation = qualifiedName(before);
  return { ...effect, relation, name: effect.name === effect.relation ? relation : effect.name };
}

const rolesByForm = new Map<Form, ReadonlySet<LockRole>>();

/** Roles that the form locks on some version; a statement that names another one asks for what was never measured. */
function lockedRoles(form: Form): ReadonlySet<LockRole> {
  const known = rolesByForm.get(form);
  if (known) return known;
  const roles = new Set(MAJORS.flatMap((major) => Object.keys(formFacts(form, major).locks) as LockRole[]));
  rolesByForm.set(form, roles);
  return roles;
}

function lockEffects({ relation, isNew, modes }: Held): LockEffect[] {
  const held = [...modes.keys()];
  return (held.length === 1 ? held : strongest(held)).map((mode) => {
    const { role, evidence } = modes.get(mode) ?? { role: "target", evidence: "catalogue" };
    return { kind: "lock", relation, mode, role, isNew, evidence };
  });
}

/** Of two tellings of the same effect, the one that is not only assumed. */
function keepSurest<E extends Effect>(kept: Map<string, E>, key: string, effect: E): void {
  const before = kept.get(key);
  if (!before || before.evidence === "assumed") kept.set(key, effect);
}

function withoutRepeats(effects: readonly Effect[]): Effect[] {
  if (effects.length < 2) return [...effects];
  const seen = new Set<string>();
  return effects.filter((effect) => {
    const key = JSON.stringify(effect);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
