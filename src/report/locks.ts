import type { Effect, LockEffect } from "../effects/effect.ts";
import { nameOf } from "../rule.ts";
import { doings, waitsBehind } from "./effect-words.ts";
import { type Ink, inkOf } from "./ink.ts";
import { effectJson } from "./json.ts";
import type { LockedStatement, Locks } from "./locks-report.ts";
import { printJson } from "./print-json.ts";
import { statementFrame } from "./statement-frame.ts";
import type { View } from "./view.ts";
import { visible } from "./visible.ts";
import { widthOf, wrap } from "./width.ts";

/** `locks --format json`: the contract of schema/locks.schema.json. */
export function renderLocksJson({ schema, postgres, statements }: Locks): string {
  return printJson({
    schema,
    postgres,
    statements: statements.map(({ index, line, endLine, sql, command, effects, unanalyzed, error }) => {
      return { index, line, endLine, sql, command, effects: effects.map(effectJson), unanalyzed, error };
    }),
  });
}

/** Each statement with its locks and what else it does, for a person at a terminal. */
export function renderLocksPretty(locks: Locks, view: View): string {
  const ink = inkOf(view);
  const blocks = locks.statements.map((statement) => statementLines(statement, ink).join("\n"));
  return `${[...blocks, summary(locks)].join("\n")}\n`;
}

function statementLines(statement: LockedStatement, ink: Ink): string[] {
  const gutter = Math.max(3, String(statement.endLine).length + 2);
  const indent = " ".repeat(gutter + 2);
  const frame = statementFrame(statement, ink.columns - indent.length).map(({ number, text }) => {
    const mark = ink.c.dim((number === null ? "" : String(number)).padStart(gutter));
    return `${mark}  ${number === null ? ink.c.dim(text) : text}`;
  });
  const why = statement.error ?? statement.unanalyzed;
  if (statement.error !== null) {
    return wrap(visible(`cannot be read: ${why}`), ink.columns - indent.length).map(
      (line, index) =>
        `${index === 0 ? `${ink.c.dim(String(statement.line).padStart(gutter))}  ` : indent}${ink.c.magenta(line)}`,
    );
  }
  return [
    ...frame,
    ...lockLines(statement.effects, ink).map((line) => `${indent}${line}`),
    ...statement.effects
      .flatMap(told)
      .flatMap((line) => wrap(visible(line), ink.columns - indent.length))
      .map((line) => `${indent}${line}`),
    ...(why === null ? [] : [`${indent}${ink.c.magenta(visible(`cannot be told: ${why}`))}`]),
  ];
}

/** One line a lock: the mode, its relation, what waits behind it. */
function lockLines(effects: readonly Effect[], ink: Ink): string[] {
  const locks = effects.filter((effect): effect is LockEffect => effect.kind === "lock");
  if (locks.length === 0) return [ink.c.dim("no lock on a table")];
  const modes = Math.max(...locks.map(({ mode }) => mode.length));
  const names = Math.min(40, Math.max(...locks.map(({ relation }) => widthOf(visible(nameOf(relation))))));
  return locks.map(({ mode, relation, role, isNew, evidence }) => {
    const name = visible(nameOf(relation));
    const waits = waitsBehind(mode);
    const paint =
      isNew || waits === "nothing" ? ink.c.dim : waits === "schema changes" ? String : ink.c.yellow;
    const blocked = isNew ? "new" : waits === "nothing" ? "blocks nothing" : `blocks ${waits}`;
    const assumed = evidence === "assumed" ? ", assumed" : "";
    const pad = " ".repeat(Math.max(0, names - widthOf(name)));
    return `${paint(mode.padEnd(modes))}  ${name}${pad}  ${ink.c.dim(`${role}, ${blocked}${assumed}`)}`;
  });
}

/** What an effect other than a lock does, in one line. */
function told(effect: Effect): string[] {
  const [done] = doings({ effects: [{ ...effect, isNew: false }] });
  if (done === undefined) return [];
  const words = `${done.verb} ${done.object}`.trim();
  const aside = effect.isNew ? " (new)" : effect.evidence === "assumed" ? " (assumed)" : "";
  if (effect.kind === "scan") return [`${words}: ${effect.why}${aside}`];
  if (effect.kind === "fail") return [`fails ${effect.when}: ${effect.reason}${aside}`];
  return [`${effect.kind === "break" ? "breaks running code, " : ""}${words}${aside}`];
}

function summary({ statements, postgres }: Locks): string {
  const unread = statements.filter(({ error }) => error !== null).length;
  const untold = statements.filter(({ unanalyzed }) => unanalyzed !== null).length;
  const read = statements.length - unread;
  return [
    `PostgreSQL ${postgres}: ${read} ${read === 1 ? "statement" : "statements"}`,
    ...(untold > 0 ? [`${untold} not analyzed`] : []),
    ...(unread > 0 ? [`${unread} not read`] : []),
  ].join(", ");
}
