/** One comment that is kept up to date, wherever it is posted. */
import { marker, markerPrefix, STANDINGS, type Standing, standingOf } from "./marker.ts";

export interface Posted {
  readonly id: string;
  readonly body: string;
}

/** The comments of a pull or merge request. */
export interface Conversation {
  /** Those that start with `prefix` and were written by the account that writes now, the oldest first. */
  ours(prefix: string): Promise<readonly Posted[]>;
  /** Returns the new comment's id. */
  create(body: string): Promise<string>;
  update(id: string, body: string): Promise<void>;
  /** Folds a comment away as outdated; false where that is not possible. */
  hide(id: string): Promise<boolean>;
}

/** What is to be said. */
export interface Draft {
  readonly gate: string;
  readonly standing: Standing;
  /** Something stands in it that nobody knows yet; else it is only posted to bring an older comment up to date. */
  readonly worthPosting: boolean;
  /** Markdown. */
  readonly text: string;
  /** The last line, Markdown: what was judged. Alone it is no reason to write. */
  readonly judged: string;
}

export type Outcome = "posted" | "updated" | "unchanged" | "replaced" | "nothing to say";

/** Brings the comment up to date with as few writes as can be, and returns its id, or null when there is none. */
export async function keepComment(
  conversation: Conversation,
  draft: Draft,
): Promise<{ readonly outcome: Outcome; readonly id: string | null }> {
  const body = bodyOf(draft);
  const current = (await conversation.ours(markerPrefix(draft.gate))).at(-1);
  if (current === undefined) {
    if (!draft.worthPosting) return { outcome: "nothing to say", id: null };
    return { outcome: "posted", id: await conversation.create(body) };
  }
  if (withoutLastLine(current.body) === withoutLastLine(body))
    return { outcome: "unchanged", id: current.id };
  // An edit notifies nobody, so bad news come in a new comment.
  if (rises(standingOf(current.body), draft.standing) && (await conversation.hide(current.id))) {
    return { outcome: "replaced", id: await conversation.create(body) };
  }
  await conversation.update(current.id, body);
  return { outcome: "updated", id: current.id };
}

export function bodyOf({ gate, standing, text, judged }: Draft): string {
  return `${marker(gate, standing)}\n${text.trim()}\n\n${judged}`;
}

function rises(from: Standing, to: Standing): boolean {
  return STANDINGS.indexOf(to) > STANDINGS.indexOf(from);
}

/** Servers may store other line breaks than were sent. */
function withoutLastLine(body: string): string {
  const text = body.replaceAll("\r\n", "\n").trimEnd();
  return text.slice(0, text.lastIndexOf("\n")).trimEnd();
}
