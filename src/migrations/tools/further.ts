/** A further migration, as the users of a tool write one: what `lockgate fix` asks of it. */
import { basename, dirname, join } from "../tree.ts";
import type { MigrationFile } from "./migration-file.ts";

export interface Further {
  /** It runs right behind this one … */
  readonly after: MigrationFile;
  /** … and ahead of this one; null: nothing comes behind. */
  readonly before: MigrationFile | null;
  /** 2 for the first one that comes out of a migration, 3 for the next. */
  readonly ordinal: number;
  /** Statements with their semicolons, and their comments. */
  readonly sql: string;
  /** PostgreSQL refuses it in a transaction block. */
  readonly alone: boolean;
  /** Statements that take it back; empty: nothing is to be taken back. */
  readonly down: string;
}

export interface WrittenFile {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The file name of a further migration beside `after`, whose own is of the form `<digits>_<name>.<end>`; null: no room. */
export function furtherName(
  { after, before, ordinal }: Further,
  ownName = basename(after.path),
): string | null {
  const [, digits = "", rest = "", end = ""] =
    /^(\d+)(.*?)((?:\.(?:up|down))?(?:\.\w+)?)$/s.exec(ownName) ?? [];
  const next = before === null ? null : (/^\d+/.exec(before.version)?.[0] ?? null);
  const version = versionBetween(digits, next);
  return version === null ? null : `${version}${rest.replace(/_\d$/, "")}_${ordinal}${end}`;
}

/** The least version behind one and ahead of another: a second later where it is a time. */
export function versionBetween(after: string, before: string | null): string | null {
  if (after === "") return null;
  const next = laterTime(after) ?? String(BigInt(after) + 1n).padStart(after.length, "0");
  return before === null || BigInt(next) < BigInt(before) ? next : null;
}

function laterTime(digits: string): string | null {
  const parts = /^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const later = new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1));
  return later.toISOString().replaceAll(/\D/g, "").slice(0, 14);
}

/** Beside the one that it comes from. */
export function beside({ after }: Further, name: string): string {
  return join(dirname(after.path), name);
}
