/** Where in the sources a statement comes from: the line that sent it, else the line on which its text stands, else its migration. */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { MigrationFile } from "./history.ts";
import type { RecordedMessage } from "./recording.ts";
import type { Frame } from "./sent-lines.ts";

type RecordedPlace = NonNullable<RecordedMessage["place"]>;

export class Places {
  /** By absolute path, links resolved. */
  readonly #files: ReadonlyMap<string, MigrationFile>;

  /** @param root absolute; the paths of `files` are relative to it. */
  constructor(root: string, files: readonly MigrationFile[]) {
    this.#files = new Map(files.map((file) => [resolved(join(root, file.path)), file]));
  }

  /** The migration whose code sent it, or null where no hook saw any: the innermost frame in one of them. */
  senderOf(frames: readonly Frame[]): { readonly file: MigrationFile; readonly line: number } | null {
    for (const { file, line } of frames) {
      const migration = this.#files.get(file);
      if (migration !== undefined) return { file: migration, line };
    }
    return null;
  }

  /** The place of a statement of `migration`, which `frames` sent. */
  placeOf(migration: MigrationFile, text: string, frames: readonly Frame[]): RecordedPlace {
    const { path, source } = migration;
    const sender = this.senderOf(frames);
    if (sender?.file === migration) return { path, line: sender.line, from: "call" };
    const line = lineOfText(source, text);
    if (line !== null) return { path, line, from: "text" };
    return { path, line: firstLineOf(source), from: "migration" };
  }
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The 1-based line on which a text begins that stands in the source exactly once, else null. */
function lineOfText(source: string, text: string): number | null {
  const wanted = text.trim().replace(/;$/, "");
  const at = source.indexOf(wanted);
  if (wanted === "" || at < 0 || source.indexOf(wanted, at + 1) >= 0) return null;
  return source.slice(0, at).split("\n").length;
}

/** Where the way up begins, in the languages in which migrations are written; else the first line. */
function firstLineOf(source: string): number {
  const lines = source.split("\n");
  const at = lines.findIndex((line) => BEGINS_UP.test(line));
  return at < 0 ? 1 : at + 1;
}

const BEGINS_UP =
  /\bup\s*(?:\(|=|:)|\bfunction\s+up\b|^\s*def\s+(?:up|upgrade|change|self\.up)\b|^\s*operations\s*=|^--\s*(?:up|migrate:up)\b/i;
