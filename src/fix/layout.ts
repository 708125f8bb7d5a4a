/** An arrangement as files in the layout of the tool. */
import { type FurtherFile, lineBreakOf, type WrittenFile } from "../migrations/tools/further.ts";
import type { Tree } from "../migrations/tree.ts";
import type { Arrangement, Deferred, Group, Piece } from "./arrangement.ts";
import type { Changed } from "./changed.ts";
import { editedText, textOfPieces } from "./edit.ts";
import type { FixStep } from "./fix-report.ts";
import { takeBack } from "./take-back.ts";

/** A step of the plan, without its proof. */
export interface LaidStep extends Omit<FixStep, "proof"> {
  /** What its SQL is made of, in order; each is one statement of the changed file or what takes its place. */
  readonly pieces: readonly Pick<Piece, "statement" | "sql">[];
  /** It runs ahead of all migrations. */
  readonly isAhead?: true;
}

export interface LaidOut {
  readonly changed: Changed;
  /** In the order in which they run. */
  readonly steps: readonly LaidStep[];
  /** What is written: the changed file, further ones, and what the tool keeps beside them. */
  readonly thisRelease: readonly WrittenFile[];
  /** The same with the migrations of the next release, where there are some. */
  readonly nextRelease: readonly WrittenFile[];
}

/** Files of an arrangement, or why the tool cannot hold it, as the end of a sentence. */
export async function layOut(
  changed: Changed,
  { groups, deferred }: Arrangement,
  tree: Tree,
): Promise<LaidOut | string> {
  const { folder, file, migration, statements, text } = changed;
  const [first, ...rest] = groups;
  const kept = first?.pieces ?? [];
  const edited = editedText({ text, sql: migration.sql, statements, kept });
  if (edited === null) return "what is sent of the file is not what stands in it";
  const next = deferred.filter(({ phase }) => phase === "next release");
  const taken = await takeBack({
    tree,
    folder,
    file,
    text: edited,
    original: statements,
    kept: statementsOf(kept.flatMap(({ statement, sql }) => sql ?? [statement.text])),
    further: rest.map((group) => furtherFile(changed, group.pieces, group.alone)),
    later: next.map((one) => furtherFile(changed, [one], one.alone)),
  });
  const { further, later } = taken;
  const [own = { path: file.path, text: taken.text }, ...marks] = ownFiles(changed, taken.text, first);
  const ownBeside = [...marks, ...taken.beside];
  const plan = { changed: file, changes: taken.changes };
  const write = folder.tool.writeFurther;
  if (write === undefined && rest.length + later.length > 0)
    return `${folder.tool.name} has no form in which lockgate writes one more migration`;
  const now = further.length === 0 || !write ? NONE : await write(tree, folder, { ...plan, files: further });
  if (typeof now === "string") return now;
  const all =
    later.length === 0 || !write
      ? now
      : await write(tree, folder, { ...plan, files: [...further, ...later] });
  if (typeof all === "string") return all;
  const behind = all.migrations.slice(further.length);
  return {
    changed,
    steps: [
      ...deferred.filter(({ before }) => before).map((one): LaidStep => ({ ...outside(one), isAhead: true })),
      { path: own.path, sql: own.text, before: text, phase: "this release", pieces: kept },
      ...now.migrations.map(
        ({ path, text: sql }, at): LaidStep => ({
          path,
          sql,
          phase: "this release",
          pieces: rest[at]?.pieces ?? [],
        }),
      ),
      ...deferred
        .filter(({ before }) => !before)
        .map((one) => {
          const written = one.phase === "outside" ? undefined : behind[next.indexOf(one)];
          return written === undefined ? outside(one) : nextStep(one, written);
        }),
    ],
    thisRelease: [own, ...ownBeside, ...now.migrations, ...now.beside],
    nextRelease: later.length === 0 ? [] : [own, ...ownBeside, ...all.migrations, ...all.beside],
  };
}

const NONE = { migrations: [], beside: [] };

function ownFiles(
  { folder, file, migration }: Changed,
  text: string,
  group: Group | undefined,
): readonly WrittenFile[] {
  const asItIs = [{ path: file.path, text }];
  if (!group?.alone || migration.transaction !== "file") return asItIs;
  return folder.tool.withoutTransaction?.(file, text) ?? asItIs;
}

function furtherFile(
  { migration, text }: Changed,
  pieces: readonly Pick<Piece, "statement" | "sql">[],
  alone: boolean,
): Pick<FurtherFile, "sql" | "alone"> {
  return { sql: textOfPieces(pieces, migration.sql, lineBreakOf(text)), alone };
}

function outside({ statement, sql, when }: Deferred): LaidStep {
  const words = when === null ? {} : { when };
  return { path: null, sql: statementsOf(sql), phase: "outside", ...words, pieces: [{ statement, sql }] };
}

function nextStep({ statement, sql, when }: Deferred, { path, text }: WrittenFile): LaidStep {
  const words = when === null ? {} : { when };
  return { path, sql: text, phase: "next release", ...words, pieces: [{ statement, sql }] };
}

function statementsOf(sql: readonly string[]): string {
  return sql.map((one) => `${one};\n`).join("");
}
