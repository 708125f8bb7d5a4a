/** The calls of nextval and setval in a query. */
import { as, type Node, nameParts, rangeOf, walk } from "../../../sql/nodes.ts";
import { constantOf } from "../../constant.ts";
import type { Deriver } from "../../deriver.ts";
import { columnOf, sequencesOf } from "../../schema/lookup.ts";
import { named, namedTable, type Subject, subjectOf } from "../../subject.ts";
import { failsOnAbsent } from "../relation-names.ts";
import { reportSetBack } from "../sequence.ts";

const ADVANCES: ReadonlySet<string> = new Set(["nextval", "setval"]);

/** The sequences that a query moves on, where it names them. */
export function reportSequenceCalls(deriver: Deriver, query: unknown): void {
  walk(query, (node) => {
    const call = as(node, "FuncCall");
    if (!ADVANCES.has(nameParts(call?.funcname).at(-1) ?? "")) return true;
    const subject = sequenceNamed(deriver, call?.args?.[0]);
    if (!subject || failsOnAbsent(deriver, subject)) return true;
    deriver.act("SELECT setval", [{ subject, role: "sequence" }]);
    const value = constantOf(call?.args?.[1]);
    if (typeof value === "number") reportSetBack(deriver, subject, value);
    return true;
  });
}

/** 'numbers', 'numbers'::regclass, pg_get_serial_sequence('target', 'id'). */
function sequenceNamed({ model }: Deriver, node: Node | undefined): Subject | undefined {
  const text = textOf(node);
  if (text !== undefined) return named(model, rangeOf(identifiers(text)));
  const call = as(node, "FuncCall");
  if (nameParts(call?.funcname).at(-1) !== "pg_get_serial_sequence") return undefined;
  const [table, column] = [textOf(call?.args?.[0]), textOf(call?.args?.[1])];
  if (table === undefined || column === undefined) return undefined;
  const { relation } = namedTable(model, rangeOf(identifiers(table)));
  const number = columnOf(relation, column)?.number;
  const [sequence] = relation && number !== undefined ? sequencesOf(model, relation.id, number) : [];
  return sequence && subjectOf(model, sequence);
}

function textOf(node: Node | undefined): string | undefined {
  const cast = as(node, "TypeCast");
  return cast ? textOf(cast.arg) : as(node, "A_Const")?.sval?.sval;
}

/** The parts of a name as text: "other"."Numbers" keeps its capitals, Numbers does not. */
function identifiers(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? "").toLowerCase(),
  );
}
