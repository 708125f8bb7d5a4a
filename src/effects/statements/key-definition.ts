/** PRIMARY KEY, UNIQUE and EXCLUDE, as a table, a column or ADD CONSTRAINT defines them. */
import { as, type Constraint, type Node, nameParts } from "../../sql/nodes.ts";
import { keyNamesOf } from "../schema/index-definition.ts";
import { joinColumnNames } from "../schema/names.ts";

const KINDS = {
  CONSTR_PRIMARY: { kind: "primary key", label: "pkey" },
  CONSTR_UNIQUE: { kind: "unique", label: "key" },
  CONSTR_EXCLUSION: { kind: "exclude", label: "excl" },
} as const;

export type KeyConstraint = Constraint & { readonly contype: keyof typeof KINDS };

export interface KeyDefinition {
  readonly kind: "primary key" | "unique" | "exclude";
  /** The end of its made-up name. */
  readonly label: "pkey" | "key" | "excl";
  /** What stands between the table's name and the label in a made-up name; null: nothing. */
  readonly middle: string | null;
  /** Index elements: columns and, of EXCLUDE, expressions. */
  readonly elements: readonly Node[];
  /** Those elements that are plain columns. */
  readonly columns: readonly string[];
  readonly include: readonly string[];
}

/** `inline`: the column in whose definition it stands. */
export function readKey(node: KeyConstraint, inline: string | null = null): KeyDefinition {
  const { kind, label } = KINDS[node.contype];
  const names = inline === null ? nameParts(node.keys) : [inline];
  const elements =
    kind === "exclude"
      ? (node.exclusions ?? []).flatMap((pair) => as(pair, "List")?.items?.[0] ?? [])
      : names.map(elementOf);
  const include = nameParts(node.including);
  const named = [...elements, ...include.map(elementOf)];
  return {
    kind,
    label,
    middle: kind === "primary key" ? null : joinColumnNames(keyNamesOf(named)),
    elements,
    columns: elements.flatMap((element) => as(element, "IndexElem")?.name ?? []),
    include,
  };
}

function elementOf(name: string): Node {
  return { IndexElem: { name } };
}
