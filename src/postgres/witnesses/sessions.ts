import { TABLE } from "./given.ts";
import { on } from "./witness.ts";

/** Statements that speak of the session or the transaction. */
export const sessions = on(TABLE, [
  ["SET", "SET lock_timeout = '5s'"],
  ["SET", "SET LOCAL statement_timeout = 0"],
  ["SET", "SET search_path TO other, public"],
  ["SET", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE"],
  ["SET", "SET ROLE app"],
  ["SET", "SET SESSION AUTHORIZATION DEFAULT"],
  ["SET", "SET TIME ZONE 'UTC'"],
  ["SET", "SET absent = 1"],
  ["RESET", "RESET ALL"],
  ["RESET", "RESET lock_timeout"],
  ["SET CONSTRAINTS", "SET CONSTRAINTS ALL DEFERRED"],
  ["SHOW", "SHOW server_version"],
  ["DISCARD", "DISCARD PLANS"],
  ["DISCARD ALL", "DISCARD ALL"],
  ["NOTIFY", "NOTIFY changed, 'words'"],
  ["LISTEN", "LISTEN changed"],
  ["UNLISTEN", "UNLISTEN *"],
  ["SAVEPOINT", "SAVEPOINT s"],
  ["RELEASE", "RELEASE SAVEPOINT absent"],
  ["DEALLOCATE", "DEALLOCATE ALL"],
  ["PREPARE TRANSACTION", "PREPARE TRANSACTION 'x'", "nothing was done"],
]);
