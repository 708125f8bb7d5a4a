/** ALTER COLUMN SET STATISTICS, SET STORAGE and SET (options). */
import type { Form } from "../../../postgres/catalogue.ts";
import { family } from "../../subject.ts";
import { lockOnly, type Subcommand } from "./subcommand.ts";

export const setStatistics = lockFamily("ALTER TABLE ALTER COLUMN SET STATISTICS");
export const setStorage = lockFamily("ALTER TABLE ALTER COLUMN SET STORAGE");
export const setOptions = lockOnly("ALTER TABLE ALTER COLUMN SET (options)");

/** Partitions and children are locked, too. */
function lockFamily(form: Form): Subcommand {
  return {
    tell: (account, subject, { only }) => account.act(form, family(account.model, subject, only)),
  };
}
