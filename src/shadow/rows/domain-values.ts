import type { Session } from "../engines/session.ts";
import { type Admitted, admitted, type Trial } from "./admitted.ts";
import { type Constant, readExpression } from "./expression.ts";
import { listOf, type Values } from "./scalar-values.ts";
import type { TypeId, TypeShape } from "./table-shape.ts";
import { TypeValues } from "./type-values.ts";
import { wideValues } from "./wide-values.ts";

/** Values of all domains that have checks, their own or those of a domain below. */
export async function domainValues(
  session: Session,
  types: ReadonlyMap<TypeId, TypeShape>,
): Promise<Map<TypeId, Values>> {
  const domains = [...types.values()].filter((type) => checksOf(type, types).length > 0);
  const values = new TypeValues(types);
  const trials = domains.map((domain) => domainTrial(domain, types, wideOf(domain, types, values)));
  const answers = await admitted(session, trials);
  return new Map(domains.map(({ oid }, at) => [oid, listOf(chosen(trials[at], answers[at]))]));
}

/** Those of some values that a type lets through: all of them unless it is a domain. */
export async function domainAdmits(
  session: Session,
  type: TypeShape | undefined,
  types: ReadonlyMap<TypeId, TypeShape>,
  values: readonly string[],
): Promise<string[]> {
  if (type === undefined || checksOf(type, types).length === 0) return [...values];
  const trial = domainTrial(type, types, values);
  const [answer] = await admitted(session, [trial]);
  return chosen(trial, answer);
}

function domainTrial(
  domain: TypeShape,
  types: ReadonlyMap<TypeId, TypeShape>,
  values: readonly string[],
): Trial {
  const { shape } = new TypeValues(types).plain(domain.oid, -1);
  // The checks call the value VALUE.
  const columns = [{ sql: "value", typeSql: shape?.sql ?? "text", values }];
  return { columns, as: "d", generated: [], checks: checksOf(domain, types) };
}

function checksOf(type: TypeShape, types: ReadonlyMap<TypeId, TypeShape>): string[] {
  const below = type.kind === "d" && type.base !== null ? types.get(type.base) : undefined;
  return [...type.checks, ...(below ? checksOf(below, types) : [])];
}

function wideOf(domain: TypeShape, types: ReadonlyMap<TypeId, TypeShape>, values: TypeValues): string[] {
  const { shape, modifier } = values.plain(domain.oid, -1);
  const constants = checksOf(domain, types).flatMap(
    (check): readonly Constant[] => readExpression(check)?.constants ?? [],
  );
  return wideValues(shape, modifier, values.of(domain.oid, -1), constants);
}

function chosen(trial: Trial | undefined, answer: Admitted | undefined): string[] {
  return (answer ?? []).flatMap(([at]) => trial?.columns[0]?.values[at ?? -1] ?? []);
}
