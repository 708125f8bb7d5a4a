/** The further files of a change with what takes them back, and the way back of the changed file without that. */
import { textOf } from "../migrations/find/read-target.ts";
import {
  type FurtherFile,
  lineBreakOf,
  NOTHING_TO_TAKE_BACK,
  type SchemaChange,
  type WrittenFile,
} from "../migrations/tools/further.ts";
import type { Folder, MigrationFile } from "../migrations/tools/tool.ts";
import type { Tree } from "../migrations/tree.ts";
import { parseScript } from "../sql/parse.ts";
import type { Statement } from "../sql/statement.ts";
import { type Act, actsOf } from "./acts.ts";
import { editedText } from "./edit.ts";
import { waysBack } from "./ways-back.ts";

export interface TakeBackOptions {
  readonly tree: Tree;
  readonly folder: Folder;
  readonly file: MigrationFile;
  /** The changed file as it will be. */
  readonly text: string;
  /** Its statements as it was. */
  readonly original: readonly Statement[];
  /** What it sends from now on, with semicolons. */
  readonly kept: string;
  /** The further files of this release, then those of a later one, whose changes the changed file's way back leaves alone. */
  readonly further: readonly Pick<FurtherFile, "sql" | "alone">[];
  readonly later: readonly Pick<FurtherFile, "sql" | "alone">[];
}

export interface TakeBackResult {
  /** The changed file, whose way back may stand in it. */
  readonly text: string;
  /** The file that takes it back, where that is another one and changes. */
  readonly beside: readonly WrittenFile[];
  /** What the changed file does; null: it is not known. */
  readonly changes: readonly SchemaChange[] | null;
  readonly further: readonly FurtherFile[];
  readonly later: readonly FurtherFile[];
}

export async function takeBack(options: TakeBackOptions): Promise<TakeBackResult> {
  const { text, original, kept, further, later } = options;
  const files = [{ sql: kept, alone: false }, ...further, ...later].map(({ sql, alone }, at) => ({
    statements: parseScript(sql).statements,
    alone,
    isLater: at > further.length,
  }));
  const way = await ownWayBack(options);
  const back = way === null ? null : waysBack({ original, files, down: way.statements });
  const complete = [...further, ...later].map(({ sql, alone }, at): FurtherFile => {
    const lineBreak = lineBreakOf(sql);
    const statements = back?.further[at] ?? null;
    const changes = changesOf(files[at + 1]?.statements ?? []);
    return { sql, alone, down: statements === null ? "" : scriptOf(statements, lineBreak), changes };
  });
  return {
    ...(way === null || back === null ? { text, beside: [] } : withWayBack(options, way, back.changed)),
    changes: changesOf(files[0]?.statements ?? []),
    further: complete.slice(0, further.length),
    later: complete.slice(further.length),
  };
}

interface WayBackFile extends WrittenFile {
  /** What is sent of it, as long as it is. */
  readonly sql: string;
  readonly statements: readonly Statement[];
}

/** Null: it has none, or none that can be read. */
async function ownWayBack({ tree, folder, file, text }: TakeBackOptions): Promise<WayBackFile | null> {
  const { down } = folder;
  const path = down?.fileOf === undefined ? file.path : down.fileOf(file, tree);
  if (down === undefined || path === null) return null;
  const content = path === file.path ? text : await textOf(tree, path);
  if (typeof content !== "string") return null;
  const sent = down.read({ ...file, path }, content);
  if (sent === null || "unknown" in sent || (sent.problems ?? []).length > 0) return null;
  const { statements, unread } = parseScript(sent.sql, sent.reader);
  return statements.length === 0 || unread.length > 0
    ? null
    : { path, text: content, sql: sent.sql, statements };
}

function withWayBack(
  { file, text }: TakeBackOptions,
  way: WayBackFile,
  changed: ReadonlyMap<Statement, readonly string[]>,
): Pick<TakeBackResult, "text" | "beside"> {
  const isSame = way.statements.every((one) => {
    const by = changed.get(one);
    return by?.length === 1 && by[0] === one.text;
  });
  if (isSame) return { text, beside: [] };
  const kept = way.statements.flatMap((statement) => {
    const by = changed.get(statement) ?? [];
    return by.length === 0
      ? []
      : [{ statement, sql: by.length === 1 && by[0] === statement.text ? null : by }];
  });
  const edited = editedText({ ...way, kept });
  if (edited === null) return { text, beside: [] };
  if (way.path === file.path) return { text: edited, beside: [] };
  const isEmpty = edited.trim() === "";
  return {
    text,
    beside: [{ path: way.path, text: isEmpty ? `${NOTHING_TO_TAKE_BACK}${lineBreakOf(way.text)}` : edited }],
  };
}

function scriptOf(statements: readonly string[], lineBreak: string): string {
  if (statements.length === 0) return `${NOTHING_TO_TAKE_BACK}${lineBreak}`;
  return statements.map((one) => `${one.replaceAll(/\r?\n/g, lineBreak)};${lineBreak}`).join("");
}

function changesOf(statements: readonly Statement[]): SchemaChange[] | null {
  const acts = statements.map(actsOf);
  if (acts.some((one) => one === null)) return null;
  return acts.flatMap((one) => one ?? []).flatMap((act) => changeOf(act) ?? []);
}

function changeOf({ change, part, schema, table, name, condition }: Act): SchemaChange | null {
  if (change === "validated" || change === "attached") return null;
  return { change, part, schema, table, name, condition };
}
