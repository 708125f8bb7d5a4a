/** Statements that reach beyond the database: what they do, no run on a throwaway one shows. */
import { allOf } from "../../sql/nodes.ts";
import { byCommandTag, type Command, notMeasured } from "./command.ts";

export const dropDatabase: Command<"DropdbStmt"> = {
  tell(deriver, statement, node) {
    byCommandTag.tell(deriver, statement, node);
    const { dbname: name = "" } = statement;
    deriver.destroy({ what: "database", relation: null, name, cascade: false, isNew: false });
  },
};

export const dropOwned: Command<"DropOwnedStmt"> = {
  tell(deriver, statement, node) {
    notMeasured.tell(deriver, statement, node);
    const roles = allOf(statement.roles, "RoleSpec").map(({ rolename = "a role" }) => rolename);
    deriver.unanalyzed(`drops all that ${roles.join(", ")} owns and revokes what it was granted`, "nothing");
  },
};

export const load: Command<"LoadStmt"> = {
  tell(deriver, statement, node) {
    byCommandTag.tell(deriver, statement, node);
    deriver.unanalyzed("loads a library into the server", "nothing");
  },
};

export const alterSystem: Command<"AlterSystemStmt"> = {
  tell(deriver, statement, node) {
    byCommandTag.tell(deriver, statement, node);
    deriver.unanalyzed("changes settings of the whole server", "nothing");
  },
};
