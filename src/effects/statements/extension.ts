/** CREATE EXTENSION and ALTER EXTENSION. */

import { objectParts, optionNamed, rangeOf, stringOf } from "../../sql/nodes.ts";
import { refuse } from "../refusals.ts";
import { toChange } from "../schema/model.ts";
import { named } from "../subject.ts";
import { type Command, reportWithoutLocks } from "./command.ts";

export const createExtension: Command<"CreateExtensionStmt"> = {
  tell(deriver, { extname = "", if_not_exists }) {
    if (deriver.model.extensions.has(extname) && !if_not_exists)
      refuse(deriver, null, 'extension "%s" already exists', extname);
    else deriver.act("CREATE EXTENSION", []);
  },
  apply(model, { extname = "", options }) {
    const schema = stringOf(optionNamed(options, "schema")?.arg) ?? "public";
    if (!model.extensions.has(extname))
      toChange(model, "extensions").set(extname, { schema, born: model.change });
  },
};

export const alterExtensionContents: Command<"AlterExtensionContentsStmt"> = {
  /** ADD and DROP of a relation lock it. */
  tell(deriver, { objtype, object }) {
    if (objtype === "OBJECT_FUNCTION") return reportWithoutLocks(deriver, "ALTER EXTENSION");
    if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_SEQUENCE")
      return deriver.unanalyzed(`ALTER EXTENSION with ${objtype} was not measured`);
    const subject = named(deriver.model, rangeOf(objectParts(object)));
    const isSequence = subject.relation?.kind === "sequence" || objtype === "OBJECT_SEQUENCE";
    deriver.act("ALTER EXTENSION ADD TABLE", [{ subject, role: isSequence ? "sequence" : "target" }]);
  },
};
