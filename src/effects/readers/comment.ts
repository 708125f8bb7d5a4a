/** COMMENT ON: a lock on the relation that the object is, or belongs to. */
import type { Form } from "../../postgres/catalogue.ts";
import { as, type CommentStmt, nameParts, type ObjectType } from "../../sql/nodes.ts";
import type { Account } from "../account.ts";
import { nameInput } from "../schema/drop.ts";
import { named } from "../subject.ts";

/** `part`: the last part of the name names something of the relation. */
const FORMS: {
  readonly [T in ObjectType]?: {
    readonly form: Form;
    readonly role?: "target" | "index";
    readonly part?: true;
  };
} = {
  OBJECT_TABLE: { form: "COMMENT ON TABLE", role: "target" },
  OBJECT_COLUMN: { form: "COMMENT ON COLUMN", role: "target", part: true },
  OBJECT_INDEX: { form: "COMMENT ON INDEX", role: "index" },
  OBJECT_VIEW: { form: "COMMENT ON VIEW", role: "target" },
  OBJECT_MATVIEW: { form: "COMMENT ON MATERIALIZED VIEW", role: "target" },
  OBJECT_TRIGGER: { form: "COMMENT ON TRIGGER", role: "target", part: true },
  OBJECT_RULE: { form: "COMMENT ON RULE", role: "target", part: true },
  OBJECT_POLICY: { form: "COMMENT ON POLICY", role: "target", part: true },
  OBJECT_DOMAIN: { form: "COMMENT ON DOMAIN" },
  OBJECT_TYPE: { form: "COMMENT ON TYPE" },
};

export function comment(account: Account, statement: CommentStmt): void {
  const known = statement.objtype === undefined ? undefined : FORMS[statement.objtype];
  if (!known) {
    account.unread(`COMMENT ON ${statement.objtype} was not measured`);
    return;
  }
  const parts = nameParts(as(statement.object, "List")?.items);
  const { form, role, part } = known;
  if (!role) account.act(form, []);
  else
    account.act(form, [
      { subject: named(account.model, nameInput(part ? parts.slice(0, -1) : parts)), role },
    ]);
}
