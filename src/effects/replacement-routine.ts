/** Whether a call of the previous release still finds a function that answers as the old one did. */
import type { Routine } from "./schema/callable.ts";
import type { SchemaModel } from "./schema/model.ts";
import { routineKey } from "./schema/routine.ts";

/** `name`: `schema.name`, with or without arguments: "public.total(int4)". */
export function routineServes(model: SchemaModel, name: string): boolean {
  const [qualified = name] = name.split("(");
  const key = qualified.includes(".") ? qualified : `public.${qualified}`;
  const old = (model.before.routines.get(key) ?? []).filter(
    (it) => name === qualified || routineKey(it) === name,
  );
  const now = model.routines.get(key) ?? [];
  if (old.length === 0) return now.length > 0;
  return old.every((routine) => now.some((it) => answers(it, routine)));
}

/** All calls that the old one took, also those that left arguments out; the same result by type and names. */
function answers(now: Routine, old: Routine): boolean {
  if (now.kind !== old.kind || now.result !== old.result) return false;
  if (now.arguments === old.arguments) return now.defaults >= old.defaults;
  const [wanted, given] = [listOf(old.arguments), listOf(now.arguments)];
  const more = given.length - wanted.length;
  return more > 0 && wanted.every((type, at) => given[at] === type) && now.defaults >= more + old.defaults;
}

function listOf(text: string): string[] {
  return text === "" ? [] : text.split(", ");
}
