/** CREATE EXTENSION and ALTER EXTENSION. */
import { objectParts, optionNamed, rangeOf, stringOf } from "../../sql/nodes.ts";
import { refuse } from "../refusals.ts";
import { named } from "../subject.ts";
import { type Command, tellWithoutLocks } from "./command.ts";

export const createExtension: Command<"CreateExtensionStmt"> = {
  tell(account, { extname = "", if_not_exists }) {
    if (account.model.extensions.has(extname) && !if_not_exists)
      refuse(account, null, 'extension "%s" already exists', extname);
    else account.act("CREATE EXTENSION", []);
  },
  apply(model, { extname = "", options }) {
    const schema = stringOf(optionNamed(options, "schema")?.arg) ?? "public";
    if (!model.extensions.has(extname)) model.extensions.set(extname, { schema, born: model.change });
  },
};

export const alterExtensionContents: Command<"AlterExtensionContentsStmt"> = {
  /** ADD and DROP of a relation lock it. */
  tell(account, { objtype, object }) {
    if (objtype === "OBJECT_FUNCTION") return tellWithoutLocks(account, "ALTER EXTENSION");
    if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_SEQUENCE")
      return account.unread(`ALTER EXTENSION with ${objtype} was not measured`);
    const subject = named(account.model, rangeOf(objectParts(object)));
    const isSequence = subject.relation?.kind === "sequence" || objtype === "OBJECT_SEQUENCE";
    account.act("ALTER EXTENSION ADD TABLE", [{ subject, role: isSequence ? "sequence" : "target" }]);
  },
};
