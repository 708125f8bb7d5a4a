/** ALTER … OWNER TO and ALTER … DEPENDS ON EXTENSION. */
import { objectWords } from "../../sql/command-tag.ts";
import { named } from "../subject.ts";
import { type Command, reportWithoutLocks } from "./command.ts";

export const changeOwner: Command<"AlterOwnerStmt"> = {
  tell: (deriver, { objectType }) => reportWithoutLocks(deriver, `ALTER ${objectWords(objectType)} OWNER TO`),
};

export const dependsOnExtension: Command<"AlterObjectDependsStmt"> = {
  tell(deriver, { objectType, relation }) {
    const words = objectWords(objectType);
    if (!relation) return reportWithoutLocks(deriver, `ALTER ${words} DEPENDS ON EXTENSION`);
    const subject = named(deriver.model, relation);
    if (objectType === "OBJECT_TRIGGER")
      deriver.act("ALTER TRIGGER DEPENDS ON EXTENSION", [{ subject, role: "target" }]);
    else if (objectType === "OBJECT_INDEX")
      deriver.act("ALTER INDEX DEPENDS ON EXTENSION", [{ subject, role: "index" }]);
    else deriver.unanalyzed(`DEPENDS ON EXTENSION of ${objectType} was not measured`);
  },
};
