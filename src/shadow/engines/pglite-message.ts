/** What PGlite's parser of the protocol leaves untyped. */
import type { StatementError } from "../../postgres/server-message.ts";
import { cut } from "./session.ts";

/** No more can be run. */
export class SessionEnded extends Error {}

export function field(message: object, name: string): string | undefined {
  const value = (message as Record<string, unknown>)[name];
  return value === undefined ? undefined : String(value);
}

export function errorOf(message: object): StatementError {
  const position = field(message, "position");
  return {
    sqlstate: field(message, "code") ?? "XX000",
    message: cut(field(message, "message") ?? "unknown error"),
    position: position === undefined ? null : Number(position),
    detail: cut(field(message, "detail") ?? "") || null,
    hint: cut(field(message, "hint") ?? "") || null,
  };
}
