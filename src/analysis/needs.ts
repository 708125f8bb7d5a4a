/** Which earlier statements of a script a statement cannot do without, when each is judged on its own. */

import { derive } from "../effects/derive.ts";
import { resolveName } from "../effects/schema/find-relation.ts";
import { forkModel, type SchemaModel } from "../effects/schema/model.ts";
import { isTable } from "../effects/schema/relation.ts";
import { applyStatement } from "../effects/statements/statements.ts";
import { as, type Node, nameParts, type RangeVar, walk } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";

/** A statement on the schema that it is judged on: the given one, and what the statements that it needs make of it. */
export interface OwnPlace {
  readonly statement: Statement;
  readonly model: SchemaModel;
  /** The earlier statements that it needs, in order. */
  readonly needs: readonly Statement[];
}

/** undefined_column, _table, _object, _function, invalid_schema_name: nothing gives what the statement names. */
const MISSING: ReadonlySet<string | null> = new Set(["42703", "42P01", "42704", "42883", "3F000"]);

/** So many earlier statements are tried where the schema does not say which of them a statement needs. */
const TRIES = 200;

export function ownPlaces(statements: readonly Statement[], given: SchemaModel, major: number): OwnPlace[] {
  const made = new Makers(given);
  const needs: number[][] = [];
  return statements.map((statement, index) => {
    const known = made.neededBy(statement.node).flatMap((maker) => [...(needs[maker] ?? []), maker]);
    let own = sorted(known);
    let model = after(own);
    for (let round = 0; round < 3 && lacks(model, statement, major); round++) {
      const more = helper(statement, index, own);
      if (more === null) break;
      own = sorted([...own, ...(needs[more] ?? []), more]);
      model = after(own);
    }
    needs.push(own);
    made.add(statement.node, index, model);
    return { statement, model, needs: own.map((at) => statements[at] as Statement) };
  });

  function after(own: readonly number[]): SchemaModel {
    if (own.length === 0) return given;
    const model = forkModel(given);
    for (const at of own) applyStatement(model, (statements[at] as Statement).node, ALONE);
    // What it needs is there before it: only what it makes itself is new.
    model.change++;
    return model;
  }

  /** The latest earlier statement on the same relation without which something is missing. */
  function helper(statement: Statement, index: number, own: readonly number[]): number | null {
    const candidates = made.touching(statement.node).filter((at) => at < index && !own.includes(at));
    for (const at of candidates.reverse().slice(0, TRIES)) {
      const model = after(sorted([...own, ...(needs[at] ?? []), at]));
      if (!lacks(model, statement, major)) return at;
    }
    return null;
  }
}

const ALONE = { transaction: null };

/** Whether it is sure to fail for want of something. */
function lacks(model: SchemaModel, { node }: Statement, major: number): boolean {
  const { effects } = derive(node, model, { major, timeZone: null, transaction: null });
  return effects.some((it) => it.kind === "fail" && it.when === "always" && MISSING.has(it.sqlstate));
}

function sorted(indexes: readonly number[]): number[] {
  return [...new Set(indexes)].sort((a, b) => a - b);
}

/** The last statement that made each name which the given schema does not have, and those that name a relation. */
class Makers {
  readonly #given: SchemaModel;
  readonly #byName = new Map<string, number>();
  readonly #byRelation = new Map<string, number[]>();

  constructor(given: SchemaModel) {
    this.#given = given;
  }

  /** What the statement makes on the model that it is judged on. */
  add(node: Node, index: number, model: SchemaModel): void {
    const after = forkModel(model);
    applyStatement(after, node, ALONE);
    const { relationIds, typeIds, routines, schemas } = this.#given;
    const note = (kind: string, name: string): void => void this.#byName.set(`${kind} ${name}`, index);
    for (const [name, id] of after.relationIds) {
      if (relationIds.has(name) || model.relationIds.get(name) === id) continue;
      const relation = after.relations.get(id);
      // A table that is only mentioned is not made.
      if (!isTable(relation) || relation.known) note("relation", name);
    }
    for (const name of after.typeIds.keys())
      if (!typeIds.has(name) && !model.typeIds.has(name)) note("type", name);
    for (const name of after.routines.keys())
      if (!routines.has(name) && !model.routines.has(name)) note("function", name);
    for (const name of after.schemas.keys())
      if (!schemas.has(name) && !model.schemas.has(name)) note("schema", name);
    for (const name of relationsIn(node, this.#given)) {
      this.#byRelation.set(name, [...(this.#byRelation.get(name) ?? []), index]);
    }
  }

  /** The makers of what the statement names and the given schema lacks. */
  neededBy(node: Node): number[] {
    const found: number[] = [];
    const ask = (kind: string, name: string): void => {
      const maker = this.#byName.get(`${kind} ${name}`);
      if (maker !== undefined) found.push(maker);
    };
    for (const name of relationsIn(node, this.#given)) {
      if (this.#given.relationIds.has(name)) continue;
      ask("relation", name);
      ask("schema", name.slice(0, name.indexOf(".")));
    }
    const search = (kind: string, parts: readonly string[]): void => {
      const schemas = parts.length > 1 ? [parts.at(-2)] : this.#given.searchPath;
      for (const schema of schemas) ask(kind, `${schema}.${parts.at(-1)}`);
    };
    for (const names of typeNamesIn(node)) search("type", nameParts(names));
    walk(node, (child) => {
      const call = as(child, "FuncCall");
      if (call) search("function", nameParts(call.funcname));
      const trigger = as(child, "CreateTrigStmt") ?? as(child, "CreateEventTrigStmt");
      if (trigger) search("function", nameParts(trigger.funcname));
      return true;
    });
    return found;
  }

  /** Earlier statements on a relation that the statement names, in order; for one that names none, all of them. */
  touching(node: Node): number[] {
    const names = relationsIn(node, this.#given);
    const all = names.length > 0 ? names : [...this.#byRelation.keys()];
    return sorted(all.flatMap((name) => this.#byRelation.get(name) ?? []));
  }
}

/** `schema.name` of the relations that a statement names. */
function relationsIn(value: unknown, model: SchemaModel): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => relationsIn(item, model));
  const inner = Object.values(value).flatMap((field) => relationsIn(field, model));
  if (!("relname" in value)) return inner;
  const { schema, name } = resolveName(model, value as RangeVar);
  return [`${schema}.${name}`, ...inner];
}

function typeNamesIn(value: unknown): Node[][] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(typeNamesIn);
  const own = "names" in value && "typemod" in value ? [(value as { names: Node[] }).names] : [];
  const typeName = "typeName" in value && Array.isArray(value.typeName) ? [value.typeName as Node[]] : [];
  return [...own, ...typeName, ...Object.values(value).flatMap(typeNamesIn)];
}
