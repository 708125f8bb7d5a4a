import type { Taken } from "../code/taken.ts";
import type { Effect } from "../effects/effect.ts";
import { as, type Node } from "../sql/nodes.ts";
import type { StatementAnalysis } from "./statement-effects.ts";

/** What things were called before the change, in which they are renamed: running code knows no other names. */
export class FormerNames {
  readonly #former = new Map<string, string>();
  #isSure = true;

  /** False after a rename that no statement spells out, in a DO block or a function: then names may be those of others. */
  get isSure(): boolean {
    return this.#isSure;
  }

  /** The thing under its former name. A break already knows its relation by that. */
  of(taken: Taken, kind: Effect["kind"]): Taken {
    const of = taken.of === null || kind === "break" ? taken.of : (this.#former.get(taken.of) ?? taken.of);
    if (taken.kind !== "column" || of === null || taken.name === null) return { ...taken, of };
    return { ...taken, of, name: this.#former.get(columnKey(of, taken.name)) ?? taken.name };
  }

  /** Takes in what a statement renames, once its effects are told. */
  note({ statement, effects }: Pick<StatementAnalysis, "statement" | "effects">): void {
    const change = renameIn(statement.node);
    const gone = effects.find((effect) => effect.kind === "break" && RENAMES.has(effect.change));
    if (change === null) {
      if (gone !== undefined) this.#isSure = false;
      return;
    }
    const locked = effects.find((effect) => effect.kind === "lock" && effect.role === "target")?.relation;
    const now = locked ?? (gone?.kind === "break" && gone.object === "type" ? gone.name : null);
    // Nothing that code names, or nothing at all (IF EXISTS).
    if (now === null) return;
    const before = this.#former.get(now) ?? now;
    if (change.column !== null) {
      const column = columnKey(before, change.column);
      this.#former.set(columnKey(before, change.to), this.#former.get(column) ?? change.column);
      return;
    }
    const dot = now.indexOf(".");
    const [schema, name] = [now.slice(0, dot), now.slice(dot + 1)];
    this.#former.set(change.moves ? `${change.to}.${name}` : `${schema}.${change.to}`, before);
  }
}

const RENAMES: ReadonlySet<string> = new Set(["renamed", "moved"]);

interface Rename {
  /** Null: the relation or type itself. */
  readonly column: string | null;
  readonly to: string;
  /** To another schema. */
  readonly moves: boolean;
}

function renameIn(node: Node): Rename | null {
  const moved = as(node, "AlterObjectSchemaStmt");
  if (moved) return { column: null, to: moved.newschema ?? "", moves: true };
  const renamed = as(node, "RenameStmt");
  if (!renamed) return null;
  const column = renamed.renameType === "OBJECT_COLUMN" ? (renamed.subname ?? "") : null;
  return { column, to: renamed.newname ?? "", moves: false };
}

function columnKey(relation: string, column: string): string {
  return `${relation}\0${column}`;
}
