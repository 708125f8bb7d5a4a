/** Statements that reach beyond the database: what they do, no run on a throwaway one shows. */
import { allOf } from "../../sql/nodes.ts";
import { type Command, notMeasured, tagged } from "./command.ts";

export const dropDatabase: Command<"DropdbStmt"> = {
  tell(account, statement, node) {
    tagged.tell(account, statement, node);
    const { dbname: name = "" } = statement;
    account.destroy({ what: "database", relation: null, name, cascade: false, isNew: false });
  },
};

export const dropOwned: Command<"DropOwnedStmt"> = {
  tell(account, statement, node) {
    notMeasured.tell(account, statement, node);
    const roles = allOf(statement.roles, "RoleSpec").map(({ rolename = "a role" }) => rolename);
    account.unread(`drops all that ${roles.join(", ")} owns and revokes what it was granted`, "nothing");
  },
};

export const load: Command<"LoadStmt"> = {
  tell(account, statement, node) {
    tagged.tell(account, statement, node);
    account.unread("loads a library into the server", "nothing");
  },
};

export const alterSystem: Command<"AlterSystemStmt"> = {
  tell(account, statement, node) {
    tagged.tell(account, statement, node);
    account.unread("changes settings of the whole server", "nothing");
  },
};
