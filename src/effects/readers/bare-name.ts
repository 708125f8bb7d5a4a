import type { Subject } from "../subject.ts";

/** A relation's name without its schema, known or not. */
export function bareName(subject: Subject): string {
  return subject.relation?.name ?? subject.name.slice(subject.name.indexOf(".") + 1);
}
