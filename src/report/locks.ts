import type { BuildEffect, Effect, LockEffect } from "../effects/effect.ts";
import { nameOf } from "../rule.ts";
import { doings, waitingFor, waitsBehind } from "./effect-words.ts";
import { type Ink, inkOf } from "./ink.ts";
import type { LockedStatement, Locks } from "./locks-report.ts";
import { versionWords } from "./phrases.ts";
import { statementFrame } from "./statement-frame.ts";
import type { View } from "./view.ts";
import { visible } from "./visible.ts";
import { widthOf, wrap } from "./width.ts";

/** Each statement with its locks and what else it does, for a person at a terminal. */
export function renderLocksPretty(locks: Locks, view: View): string {
  const ink = inkOf(view);
  const blocks = locks.statements.map((statement) => statementLines(statement, ink).join("\n"));
  return `${[...blocks, summary(locks)].join("\n")}\n`;
}

function statementLines(statement: LockedStatement, ink: Ink): string[] {
  const gutter = Math.max(3, String(statement.endLine).length + 2);
  const indent = " ".repeat(gutter + 2);
  const width = ink.columns - indent.length;
  const number = ink.c.dim(String(statement.line).padStart(gutter));
  if (statement.error !== null) {
    return wrap(visible(`cannot be read: ${statement.error}`), width).map(
      (line, index) => `${index === 0 ? `${number}  ` : indent}${ink.c.magenta(line)}`,
    );
  }
  const frame = statementFrame(statement, width).map(({ number, text }) => {
    const mark = ink.c.dim((number === null ? "" : String(number)).padStart(gutter));
    return `${mark}  ${number === null ? ink.c.dim(text) : text}`;
  });
  const below = (text: string, paint: (line: string) => string = String) =>
    wrap(visible(text), width).map((line) => `${indent}${paint(line)}`);
  return [
    ...frame,
    ...lockLines(statement, ink, width).map((line) => `${indent}${line}`),
    ...told(statement).flatMap((line) => below(line)),
    ...(statement.unanalyzed === null ? [] : below(`cannot be told: ${statement.unanalyzed}`, ink.c.magenta)),
  ];
}

/** One line a lock: the mode, its relation, what waits behind it; two where the width is not enough. */
function lockLines({ effects, unanalyzed }: LockedStatement, ink: Ink, width: number): string[] {
  const locks = effects.filter((effect): effect is LockEffect => effect.kind === "lock");
  // What fails or cannot be told may lock all the same.
  const isSure = unanalyzed === null && !effects.some((it) => it.kind === "fail" && it.when === "always");
  if (locks.length === 0) return isSure ? [ink.c.dim("no lock on a table")] : [];
  const modes = Math.max(...locks.map(({ mode }) => mode.length));
  const names = Math.min(40, Math.max(...locks.map(({ relation }) => widthOf(visible(nameOf(relation))))));
  const isWide = locks.some((lock) => modes + 2 + names + 2 + meaning(lock).length > width);
  return locks.flatMap((lock) => {
    const name = visible(nameOf(lock.relation));
    const pad = " ".repeat(Math.max(0, names - widthOf(name)));
    const mode = painted(lock, ink)(lock.mode.padEnd(modes));
    const said = ink.c.dim(meaning(lock));
    return isWide ? [`${mode}  ${name}`, `  ${said}`] : `${mode}  ${name}${pad}  ${said}`;
  });
}

/** What the relation is to the statement, and what waits behind the lock on it. */
function meaning({ mode, role, isNew, evidence }: LockEffect): string {
  const blocked = isNew ? "new" : `blocks ${waitsBehind(mode)}`;
  return `${role}, ${blocked}${evidence === "assumed" ? ", assumed" : ""}`;
}

function painted({ mode, isNew }: LockEffect, { c }: Ink): (text: string) => string {
  const waits = waitingFor(mode);
  if (isNew || waits.length === 0) return c.dim;
  return waits.includes("schema changes") ? String : c.yellow;
}

/** What the statement does besides locking, one line each. */
function told({ effects, refusedInTransaction }: LockedStatement): string[] {
  const built = effects.filter((effect): effect is BuildEffect => effect.kind === "build");
  const lines = effects.flatMap((effect) => {
    if (effect.kind !== "build") return toldOf(effect);
    return effect === built[0] ? builds(built) : [];
  });
  return [...(refusedInTransaction ? ["cannot run inside a transaction block"] : []), ...lines];
}

/** The indexes that are built, in one line with what is to be said of them alike. */
function builds(effects: readonly BuildEffect[]): string[] {
  return [...new Set(effects.map(aside))].map((each) => {
    const indexes = effects.filter((effect) => aside(effect) === each).map(({ index }) => nameOf(index));
    return `builds ${indexes.join(", ")}${each}`;
  });
}

function aside({ isNew, evidence }: Effect): string {
  return isNew ? " (new)" : evidence === "assumed" ? " (assumed)" : "";
}

function toldOf(effect: Effect): string[] {
  if (effect.kind === "scan") return [`scans ${nameOf(effect.relation)}: ${effect.why}${aside(effect)}`];
  if (effect.kind === "fail") {
    const when = effect.when === "always" ? "fails" : "may fail on existing rows";
    return [`${when}: ${effect.reason}${aside(effect)}`];
  }
  const [done] = doings({ effects: [{ ...effect, isNew: false }] });
  if (done === undefined) return [];
  const words = `${done.verb} ${done.object}`.trim() + aside(effect);
  if (effect.kind !== "break") return [words];
  // A new constraint refuses only what violates it, a new type only what it cannot hold.
  const may = effect.change === "added" || effect.change === "retyped";
  return [`${may ? "may break" : "breaks"} running code: ${words}`];
}

function summary({ statements, postgres: major, judgedAs }: Locks): string {
  const unread = statements.filter(({ error }) => error !== null).length;
  const untold = statements.filter(({ unanalyzed }) => unanalyzed !== null).length;
  const read = statements.length - unread;
  return [
    `${versionWords({ major, judgedAs })}: ${read} ${read === 1 ? "statement" : "statements"}`,
    ...(untold > 0 ? [`${untold} not analyzed`] : []),
    ...(unread > 0 ? [`${unread} not read`] : []),
  ].join(", ");
}
