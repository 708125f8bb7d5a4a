import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

const ON_DDL = `${TABLE}CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;\n`;
const WATCHED = `${ON_DDL}CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION on_ddl();\n`;
const DATABASE = "CREATE DATABASE fresh;\n";
const TABLESPACE = "CREATE TABLESPACE fresh LOCATION '';\n";

/** Databases, tablespaces, event triggers, settings of the server. */
export const serverObjects = [
  ...on(TABLE, [
    ["CREATE DATABASE", "CREATE DATABASE fresh"],
    ["ALTER DATABASE", "ALTER DATABASE postgres SET lock_timeout = '5s'"],
    ["ALTER DATABASE", "ALTER DATABASE postgres CONNECTION LIMIT 100"],
    ["ALTER DATABASE REFRESH COLLATION VERSION", "ALTER DATABASE postgres REFRESH COLLATION VERSION"],
    ["ALTER DATABASE OWNER TO", "ALTER DATABASE postgres OWNER TO lockgate"],
    ["ALTER DATABASE RENAME", "ALTER DATABASE postgres RENAME TO renamed", "it is in use"],
    ["COMMENT ON DATABASE", "COMMENT ON DATABASE postgres IS 'words'"],
    ["DROP DATABASE", "DROP DATABASE IF EXISTS absent"],
    ["CREATE TABLESPACE", "CREATE TABLESPACE fresh LOCATION ''"],
    ["COMMENT ON TABLESPACE", "COMMENT ON TABLESPACE other_space IS 'words'"],
    ["DROP TABLESPACE", "DROP TABLESPACE IF EXISTS absent"],
    ["ALTER SYSTEM", "ALTER SYSTEM SET lock_timeout = '5s'"],
    ["CHECKPOINT", "CHECKPOINT"],
    ["LOAD", "LOAD 'absent_library'"],
    ["LOAD", "LOAD '$libdir/plpgsql'"],
  ]),
  ...on(DATABASE, [
    ["DROP DATABASE", "DROP DATABASE fresh"],
    ["ALTER DATABASE RENAME", "ALTER DATABASE fresh RENAME TO fresh_2"],
    ["ALTER DATABASE SET TABLESPACE", "ALTER DATABASE fresh SET TABLESPACE other_space"],
  ]),
  ...on(TABLESPACE, [
    ["ALTER TABLESPACE", "ALTER TABLESPACE fresh SET (random_page_cost = 1)"],
    ["ALTER TABLESPACE RENAME", "ALTER TABLESPACE fresh RENAME TO fresh_2"],
    ["ALTER TABLESPACE OWNER TO", "ALTER TABLESPACE fresh OWNER TO app"],
    ["DROP TABLESPACE", "DROP TABLESPACE fresh"],
  ]),
  ...on(ON_DDL, [
    ["CREATE EVENT TRIGGER", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION on_ddl()"],
  ]),
  ...on(WATCHED, [
    ["ALTER EVENT TRIGGER", "ALTER EVENT TRIGGER e DISABLE"],
    ["ALTER EVENT TRIGGER RENAME", "ALTER EVENT TRIGGER e RENAME TO renamed"],
    ["ALTER EVENT TRIGGER OWNER TO", "ALTER EVENT TRIGGER e OWNER TO lockgate"],
    ["COMMENT ON EVENT TRIGGER", "COMMENT ON EVENT TRIGGER e IS 'words'"],
    ["DROP EVENT TRIGGER", "DROP EVENT TRIGGER e"],
    ["DROP EVENT TRIGGER", "DROP EVENT TRIGGER IF EXISTS absent"],
    ["DROP TABLE", "DROP TABLE target", "an event trigger watches"],
  ]),
];
