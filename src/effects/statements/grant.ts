/** GRANT and REVOKE, of privileges and of roles, ALTER DEFAULT PRIVILEGES and CREATE ROLE. */
import { objectWords } from "../../sql/command-tag.ts";
import { allOf, as, nameParts, optionNamed } from "../../sql/nodes.ts";
import { changeDefaultPrivileges, changeMembers, changePrivileges, rolesIn } from "../schema/grants.ts";
import { named } from "../subject.ts";
import { byCommandTag, type Command, reportWithoutLocks } from "./command.ts";
import { failsOnAbsent } from "./relation-names.ts";

export const grant: Command<"GrantStmt"> = {
  tell(deriver, { is_grant, objtype, targtype, objects }) {
    const verb = is_grant ? "GRANT" : "REVOKE";
    const words = objectWords(objtype);
    if (targtype === "ACL_TARGET_ALL_IN_SCHEMA")
      return reportWithoutLocks(deriver, `${verb} ON ALL ${words}S`);
    if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_SEQUENCE")
      return reportWithoutLocks(deriver, `${verb} ON ${words}`);
    for (const range of allOf(objects, "RangeVar")) {
      const subject = named(deriver.model, range);
      if (failsOnAbsent(deriver, subject)) return;
      if (subject.relation?.kind === "sequence" || objtype === "OBJECT_SEQUENCE")
        deriver.act(`${verb} ON SEQUENCE`, [{ subject, role: "sequence" }]);
      else deriver.act(`${verb} ON TABLE`, [{ subject, role: "target" }]);
    }
  },
  apply: changePrivileges,
};

export const grantRole: Command<"GrantRoleStmt"> = {
  ...byCommandTag,
  apply(model, { granted_roles, grantee_roles, is_grant, opt = [] }) {
    // REVOKE ADMIN OPTION FOR and the like leave the membership.
    if (!is_grant && opt.length > 0) return;
    for (const { priv_name = "" } of allOf(granted_roles, "AccessPriv"))
      changeMembers(model, priv_name, rolesIn(grantee_roles), is_grant === true);
  },
};

export const alterDefaultPrivileges: Command<"AlterDefaultPrivilegesStmt"> = {
  ...byCommandTag,
  apply(model, { action, options }) {
    if (action?.objtype !== "OBJECT_TABLE") return;
    const schemas = nameParts(as(optionNamed(options, "schemas")?.arg, "List")?.items);
    changeDefaultPrivileges(model, schemas, action);
  },
};

export const createRole: Command<"CreateRoleStmt"> = {
  ...byCommandTag,
  /** A role with BYPASSRLS, or a superuser, sees all rows. */
  apply(model, { role = "", options }) {
    const bypasses = ["bypassrls", "superuser"].some(
      (name) => as(optionNamed(options, name)?.arg, "Boolean")?.boolval === true,
    );
    if (bypasses) model.bypassing.add(role);
  },
};
