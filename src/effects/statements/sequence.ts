/** CREATE and ALTER SEQUENCE, and the calls of nextval and setval. */
import {
  type AlterSeqStmt,
  type AlterTableType,
  as,
  type CreateSeqStmt,
  type Node,
  nameParts,
  rangeOf,
  walk,
} from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { breakOf } from "../breaks.ts";
import { constantOf } from "../constant.ts";
import { columnOf, sequencesOf } from "../schema/lookup.ts";
import { named, namedTable, type Subject, subjectOf } from "../subject.ts";
import { failsOnAbsent, failsOnTaken } from "./relation-names.ts";

export function createSequence(account: Account, statement: CreateSeqStmt): void {
  if (!statement.sequence) return;
  if (failsOnTaken(account, statement.sequence, statement.if_not_exists === true, "CREATE SEQUENCE")) return;
  account.act("CREATE SEQUENCE", []);
  const table = ownerOf(account, statement.options);
  if (table) account.act("CREATE SEQUENCE OWNED BY", [{ subject: table, role: "target" }]);
}

export function alterSequence(account: Account, statement: AlterSeqStmt): void {
  if (!statement.sequence) return;
  const subject = named(account.model, statement.sequence);
  if (subject.absent && statement.missing_ok) {
    account.act("ALTER SEQUENCE", []);
    return;
  }
  if (failsOnAbsent(account, subject)) return;
  account.act("ALTER SEQUENCE", [{ subject, role: "sequence" }]);
  const restart = restartOf(statement.options);
  if (restart !== undefined) tellSetBack(account, subject, restart);
  const table = ownerOf(account, statement.options);
  if (!table) return;
  account.act("ALTER SEQUENCE OWNED BY", [
    { subject, role: "sequence" },
    { subject: table, role: "target" },
  ]);
}

/** The table that OWNED BY names; none for NONE. */
function ownerOf({ model }: Account, options: readonly Node[] | undefined): Subject | null {
  const owner = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === "owned_by");
  const parts = nameParts(as(owner?.arg, "List")?.items);
  return parts.length < 2 ? null : named(model, rangeOf(parts.slice(0, -1)));
}

/** Subcommands of ALTER SEQUENCE that the grammar shares with ALTER TABLE. */
export function alterSequenceTable(
  account: Account,
  subject: Subject,
  subtype: AlterTableType | undefined,
): void {
  const work = { subject, role: "sequence" } as const;
  if (subtype === "AT_ChangeOwner") account.act("ALTER SEQUENCE OWNER TO", [work]);
  else if (subtype === "AT_SetUnLogged" || subtype === "AT_SetLogged")
    account.act("ALTER SEQUENCE SET UNLOGGED", [work]);
  else account.unread(`${subtype} of ALTER SEQUENCE was not measured`);
}

const ADVANCES: ReadonlySet<string> = new Set(["nextval", "setval"]);

/** The sequences that a query moves on, where it names them. */
export function advances(account: Account, query: unknown): void {
  walk(query, (node) => {
    const call = as(node, "FuncCall");
    if (!ADVANCES.has(nameParts(call?.funcname).at(-1) ?? "")) return true;
    const subject = sequenceNamed(account, call?.args?.[0]);
    if (!subject || failsOnAbsent(account, subject)) return true;
    account.act("SELECT setval", [{ subject, role: "sequence" }]);
    const value = constantOf(call?.args?.[1]);
    if (typeof value === "number") tellSetBack(account, subject, value);
    return true;
  });
}

/** A number that the statement names itself: whether rows have those above it, it does not ask. */
export function tellSetBack(account: Account, { name, isNew }: Subject, value: number): void {
  const evidence = value > 1 ? ("assumed" as const) : ("catalogue" as const);
  account.breaks({ ...breakOf("sequence", "set back"), relation: null, name, isNew, evidence });
}

/** RESTART [WITH n] among the options of a sequence; undefined: not there. */
export function restartOf(options: readonly Node[] | undefined): number | undefined {
  const option = (options ?? []).map((node) => as(node, "DefElem")).find((it) => it?.defname === "restart");
  if (!option) return undefined;
  return as(option.arg, "Integer")?.ival ?? Number(as(option.arg, "Float")?.fval ?? 1);
}

/** 'numbers', 'numbers'::regclass, pg_get_serial_sequence('target', 'id'). */
function sequenceNamed(account: Account, node: Node | undefined): Subject | undefined {
  const text = textOf(node);
  if (text !== undefined) return named(account.model, rangeOf(identifiers(text)));
  const call = as(node, "FuncCall");
  if (nameParts(call?.funcname).at(-1) !== "pg_get_serial_sequence") return undefined;
  const [table, column] = [textOf(call?.args?.[0]), textOf(call?.args?.[1])];
  if (table === undefined || column === undefined) return undefined;
  const { relation } = namedTable(account.model, rangeOf(identifiers(table)));
  const number = columnOf(relation, column)?.number;
  const [sequence] = relation && number !== undefined ? sequencesOf(account.model, relation.id, number) : [];
  return sequence && subjectOf(account.model, sequence);
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
