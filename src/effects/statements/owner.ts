/** ALTER … OWNER TO and ALTER … DEPENDS ON EXTENSION. */
import { objectWords } from "../../sql/command-tag.ts";
import { named } from "../subject.ts";
import { type Command, tellWithoutLocks } from "./command.ts";

export const changeOwner: Command<"AlterOwnerStmt"> = {
  tell: (account, { objectType }) => tellWithoutLocks(account, `ALTER ${objectWords(objectType)} OWNER TO`),
};

export const dependsOnExtension: Command<"AlterObjectDependsStmt"> = {
  tell(account, { objectType, relation }) {
    const words = objectWords(objectType);
    if (!relation) return tellWithoutLocks(account, `ALTER ${words} DEPENDS ON EXTENSION`);
    const subject = named(account.model, relation);
    if (objectType === "OBJECT_TRIGGER")
      account.act("ALTER TRIGGER DEPENDS ON EXTENSION", [{ subject, role: "target" }]);
    else if (objectType === "OBJECT_INDEX")
      account.act("ALTER INDEX DEPENDS ON EXTENSION", [{ subject, role: "index" }]);
    else account.unread(`DEPENDS ON EXTENSION of ${objectType} was not measured`);
  },
};
