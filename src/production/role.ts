import type { Live } from "./live.ts";
import type { Snapshot } from "./snapshot.ts";

type Role = NonNullable<Snapshot["role"]>;

const ROLE = `
WITH RECURSIVE member AS (
  SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user
  UNION
  SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN member ON member.oid = m.member
)
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS "bypassesRowSecurity",
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles g JOIN member USING (oid)
             WHERE g.rolname <> current_user ORDER BY 1) AS "memberOf"
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;

/** The role that reads, with every role that it is a member of, directly or not. */
export async function readRole(live: Pick<Live, "query">): Promise<Role> {
  const [role] = await live.query<Role>(ROLE);
  return role ?? { name: "", superuser: false, bypassesRowSecurity: false, memberOf: [] };
}
