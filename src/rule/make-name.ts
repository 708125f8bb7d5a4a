import { makeObjectName } from "../effects/schema/names.ts";

/** `name_label`, the name cut so that PostgreSQL keeps all of it (63 bytes). */
export function makeName(name: string, label: string): string {
  return makeObjectName(name, null, label);
}
