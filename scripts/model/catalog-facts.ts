/** What PostgreSQL's catalogs say, as facts. */
import { notMember, WITH_USER_SCHEMAS } from "../../src/drift/catalog/relations.ts";
import type { Session } from "../../src/shadow/engines/session.ts";
import type { Fact } from "./facts.ts";

const NAME = "s.nspname || '.' || c.relname";

/** `schema.name(modifiers)[]` of a type by its OID and modifier, as the model writes it. */
function typeText(oid: string, modifier: string): string {
  const modifiers = `replace(substring(format_type(y.oid, ${modifier}) FROM '\\([-0-9,]+\\)'), ' ', '')`;
  return `(SELECT n.nspname || '.' || e.typname
    || CASE WHEN ${modifier} < 0 THEN '' ELSE coalesce(${modifiers}, '') END
    || CASE WHEN e.oid <> y.oid THEN '[]' ELSE '' END
  FROM pg_type y JOIN pg_type e ON e.oid = CASE WHEN y.typcategory = 'A' AND y.typelem <> 0 THEN y.typelem ELSE y.oid END
  JOIN pg_namespace n ON n.oid = e.typnamespace WHERE y.oid = ${oid})`;
}

/** The names of columns, given by number in an array; 0 is an expression. */
function columnNames(relation: string, numbers: string, order = "g.at"): string {
  return `(SELECT coalesce(string_agg(CASE g.number WHEN 0 THEN 'expression' ELSE a.attname END, ', ' ORDER BY ${order}), '')
    FROM unnest(${numbers}) WITH ORDINALITY g (number, at)
    LEFT JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = g.number)`;
}

function nameOf(oid: string): string {
  return `(SELECT n.nspname || '.' || r.relname FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE r.oid = ${oid})`;
}

const OURS = `FROM pg_class c JOIN space s ON s.oid = c.relnamespace AND ${notMember("pg_class", "c.oid")}`;

const RELATIONS = `SELECT ${NAME}, 'relation ' || ${NAME},
  concat_ws(' ', CASE c.relpersistence WHEN 'u' THEN 'unlogged' END, CASE c.relkind WHEN 'r' THEN 'table'
    WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END)
  ${OURS} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL SELECT ${NAME}, 'inherits ' || ${NAME}, string_agg(${nameOf("h.inhparent")}, ', ' ORDER BY h.inhseqno)
  ${OURS} JOIN pg_inherits h ON h.inhrelid = c.oid WHERE c.relkind IN ('r', 'f') AND NOT c.relispartition
  GROUP BY 1, 2
UNION ALL SELECT ${NAME}, 'partition ' || ${NAME}, ${nameOf("h.inhparent")}
    || CASE WHEN pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' THEN ' default' ELSE '' END
  ${OURS} JOIN pg_inherits h ON h.inhrelid = c.oid WHERE c.relkind IN ('r', 'p', 'f') AND c.relispartition
UNION ALL SELECT ${NAME}, 'partition key ' || ${NAME}, 'PARTITION_STRATEGY_' || CASE k.partstrat
    WHEN 'r' THEN 'RANGE' WHEN 'l' THEN 'LIST' ELSE 'HASH' END || ' (' || ${columnNames("c.oid", "k.partattrs::int2[]")} || ')'
  ${OURS} JOIN pg_partitioned_table k ON k.partrelid = c.oid
UNION ALL SELECT ${NAME}, 'row security ' || ${NAME}, concat_ws(' ', CASE WHEN c.relrowsecurity THEN 'enabled' END,
    CASE WHEN c.relforcerowsecurity THEN 'forced' END)
  ${OURS} WHERE c.relkind IN ('r', 'p', 'f')
UNION ALL SELECT ${NAME}, 'replica identity ' || ${NAME}, CASE c.relreplident WHEN 'd' THEN 'default'
    WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
    ELSE (SELECT ${nameOf("x.indexrelid")} FROM pg_index x WHERE x.indrelid = c.oid AND x.indisreplident) END
  ${OURS} WHERE c.relkind IN ('r', 'p')`;

const COLUMNS = `SELECT ${NAME}, f.kind || ' ' || ${NAME} || '.' || a.attname, f.value
  ${OURS} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  CROSS JOIN LATERAL (VALUES ('column', a.attnum::text), ('type', ${typeText("a.atttypid", "a.atttypmod")}),
    ('not null', CASE WHEN NOT a.attnotnull THEN 'no' WHEN EXISTS (SELECT FROM pg_constraint k
      WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey[1] = a.attnum AND NOT k.convalidated)
      THEN 'not valid' ELSE 'yes' END),
    ('default', CASE WHEN a.attgenerated = 's' THEN 'stored' WHEN a.attgenerated = 'v' THEN 'virtual'
      WHEN a.attidentity = 'a' THEN 'always' WHEN a.attidentity = 'd' THEN 'by default'
      WHEN d.oid IS NULL THEN 'none' ELSE 'expression' END)) f (kind, value)
  WHERE c.relkind IN ('r', 'p', 'f') OR (c.relkind IN ('v', 'm') AND f.kind IN ('column', 'type'))`;

// A foreign key to a partitioned table has a constraint of its own for each partition there: these go and come with it.
const CONSTRAINTS = `SELECT ${NAME}, 'constraint ' || ${NAME} || ' ' || k.conname,
  concat_ws(' ', CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclude'
      WHEN 'f' THEN 'foreign key' ELSE 'check' END,
    '(' || ${columnNames("c.oid", "array_remove(k.conkey, 0::int2)", "CASE WHEN k.contype = 'c' THEN a.attname END COLLATE \"C\", g.at")} || ')',
    'references ' || ${nameOf("nullif(k.confrelid, 0)")} || ' (' || ${columnNames("k.confrelid", "k.confkey")} || ')',
    CASE k.contype WHEN 'f' THEN 'delete ' || k.confdeltype::text || ' update ' || k.confupdtype::text
      ELSE 'index ' || ${nameOf("nullif(k.conindid, 0)")} END,
    CASE WHEN k.condeferrable THEN 'deferrable' END, CASE WHEN k.condeferred THEN 'deferred' END,
    CASE WHEN NOT k.convalidated THEN 'not valid' END,
    CASE WHEN to_json(k)->>'conenforced' = 'false' THEN 'not enforced' END,
    CASE WHEN k.contype = 'c' AND k.connoinherit THEN 'no inherit' END)
  ${OURS} JOIN pg_constraint k ON k.conrelid = c.oid WHERE k.contype IN ('p', 'u', 'x', 'f', 'c')
    AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)`;

const INDEXES = `SELECT ${nameOf("x.indrelid")}, 'index ' || ${NAME},
  concat_ws(' ', 'on ' || ${nameOf("x.indrelid")} || ' using ' || m.amname || ' ('
      || ${columnNames("x.indrelid", "(x.indkey::int2[])[0:x.indnkeyatts - 1]")} || ')',
    CASE WHEN x.indnatts > x.indnkeyatts THEN 'include ('
      || ${columnNames("x.indrelid", "(x.indkey::int2[])[x.indnkeyatts:]")} || ')' END,
    CASE WHEN x.indpred IS NOT NULL THEN 'where' END, CASE WHEN x.indisunique THEN 'unique' END,
    CASE WHEN x.indisprimary THEN 'primary' END,
    CASE WHEN to_json(x)->>'indnullsnotdistinct' = 'true' THEN 'nulls not distinct' END,
    CASE WHEN NOT x.indisvalid THEN 'invalid' END,
    'of ' || (SELECT ${nameOf("h.inhparent")} FROM pg_inherits h WHERE h.inhrelid = c.oid))
  ${OURS} JOIN pg_index x ON x.indexrelid = c.oid JOIN pg_am m ON m.oid = c.relam`;

const ON_TABLES = `SELECT ${NAME}, 'trigger ' || ${NAME} || ' ' || t.tgname,
  p.proname || CASE WHEN t.tgenabled IN ('D', 'R') THEN ' disabled' ELSE '' END
  ${OURS} JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE NOT t.tgisinternal OR (t.tgparentid <> 0 AND t.tgconstraint = 0)
UNION ALL SELECT ${NAME}, 'policy ' || ${NAME} || ' ' || p.polname,
  CASE WHEN p.polpermissive THEN 'permissive ' ELSE 'restrictive ' END || CASE p.polcmd WHEN 'r' THEN 'select'
    WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END || ' to '
    || (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ', '
      ORDER BY CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END COLLATE "C") FROM unnest(p.polroles) r)
  ${OURS} JOIN pg_policy p ON p.polrelid = c.oid
UNION ALL SELECT ${NAME}, 'rule ' || ${NAME} || ' ' || r.rulename,
  CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END
    || CASE WHEN r.ev_enabled IN ('D', 'R') THEN ' disabled' ELSE '' END
  ${OURS} JOIN pg_rewrite r ON r.ev_class = c.oid WHERE r.rulename <> '_RETURN'`;

const SEQUENCES = `SELECT ${nameOf("d.refobjid")}, 'sequence ' || ${NAME},
  coalesce('of ' || ${nameOf("d.refobjid")} || '.' || a.attname, 'of none')
  ${OURS} LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
    AND d.refclassid = 'pg_class'::regclass
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE c.relkind = 'S'`;

const TYPES = `SELECT NULL, CASE t.typtype WHEN 'e' THEN 'enum ' WHEN 'd' THEN 'domain ' WHEN 'c' THEN 'composite '
    WHEN 'r' THEN 'range ' ELSE 'base ' END || s.nspname || '.' || t.typname,
  CASE t.typtype
    WHEN 'e' THEN (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
    WHEN 'd' THEN concat_ws(' ', ${typeText("t.typbasetype", "t.typtypmod")}, CASE WHEN t.typnotnull THEN 'not null' END,
      CASE WHEN t.typdefault IS NOT NULL THEN 'default' END, (SELECT string_agg(k.conname
        || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END, ' ' ORDER BY k.conname COLLATE "C")
        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
    WHEN 'c' THEN (SELECT string_agg(a.attname || ' ' || ${typeText("a.atttypid", "a.atttypmod")}, ', ' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
    ELSE '' END
  FROM pg_type t JOIN space s ON s.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE t.typtype IN ('e', 'd', 'c', 'r', 'b', 'p') AND (t.typtype <> 'c' OR c.relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND ${notMember("pg_type", "t.oid")}`;

const ROUTINES = `SELECT NULL, 'routine ' || s.nspname || '.' || p.proname || '(' || (
    SELECT coalesce(string_agg(CASE WHEN t.typcategory = 'A' AND t.typelem <> 0
        THEN (SELECT b.typname FROM pg_type b WHERE b.oid = t.typelem) || '[]' ELSE t.typname END, ', ' ORDER BY k.at), '')
    FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY k (oid, at) JOIN pg_type t ON t.oid = k.oid) || ')',
  CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE concat_ws(' ',
    CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
    CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END, l.lanname) END
  FROM pg_proc p JOIN space s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE ${notMember("pg_proc", "p.oid")} AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`;

const QUERIES = [RELATIONS, COLUMNS, CONSTRAINTS, INDEXES, ON_TABLES, SEQUENCES, TYPES, ROUTINES];

/** Of everything outside of the system's schemas and extensions. */
export async function catalogFacts(session: Session): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const query of QUERIES)
    facts.push(
      ...(await session.query<Fact>(
        `${WITH_USER_SCHEMAS} SELECT relation, key, value FROM (${query}) f (relation, key, value)`,
      )),
    );
  return facts;
}
