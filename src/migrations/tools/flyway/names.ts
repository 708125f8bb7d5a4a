import { basename } from "../../tree.ts";
import type { FlywayNames } from "./config.ts";

/** What Flyway takes a file for, by its name. `version` is a version, a description or an event. */
export interface FlywayName {
  readonly kind: "versioned" | "baseline" | "undo" | "repeatable" | "callback" | "other callback" | "code";
  readonly version: string;
}

export const DEFAULT_NAMES: FlywayNames = {
  versioned: "V",
  undo: "U",
  baseline: "B",
  repeatable: "R",
  separator: "__",
  suffixes: [".sql"],
};

// Events of `flyway migrate`, and of a connection that it makes; the others belong to clean, undo, repair and the like.
const AT_MIGRATE =
  /^(((before|after)((Each)?(Migrate|MigrateStatement|MigrateApplied)|Versioned|Repeatables|Validate|Connect))|createSchema)$/;
const EVENT = /^(before|after|create)[A-Z]\w*$/;
const VERSION = /^\d+(?:[._]\d+)*$/;

/** Null: Flyway passes over the file. Letters count in their case, as they do to Flyway. */
export function nameIn(path: string, names: FlywayNames): FlywayName | null {
  const name = basename(path);
  const code = /^[VR]([\d._]*)__\w+\.(?:java|kt|groovy)$/.exec(name)?.[1];
  if (code !== undefined) return { kind: "code", version: code };
  const suffix = names.suffixes.find((end) => name.endsWith(end));
  if (suffix === undefined) return null;
  const stem = name.slice(0, name.length - suffix.length);
  const at = stem.indexOf(names.separator);
  const [head, rest] = at < 0 ? [stem, null] : [stem.slice(0, at), stem.slice(at + names.separator.length)];
  if (AT_MIGRATE.test(head)) return { kind: "callback", version: head };
  if (EVENT.test(head)) return { kind: "other callback", version: head };
  if (rest === null) return null;
  // The longest prefix first: "V" and "VU" may both be set.
  const prefixed = (["versioned", "undo", "baseline"] as const)
    .filter((kind) => head.startsWith(names[kind]) && VERSION.test(head.slice(names[kind].length)))
    .sort((a, b) => names[b].length - names[a].length)[0];
  if (prefixed !== undefined) return { kind: prefixed, version: head.slice(names[prefixed].length) };
  return head === names.repeatable ? { kind: "repeatable", version: rest } : null;
}
