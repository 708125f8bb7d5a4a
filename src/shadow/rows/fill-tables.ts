/** A few rows for every table of a shadow, the same in every run. */
import { loadParser } from "../../sql/parse.ts";
import { QueryRefused, type Session } from "../engines/session.ts";
import { advanceSequences } from "./advance-sequences.ts";
import { domainValues } from "./domain-values.ts";
import { fillOrder, holders } from "./fill-order.ts";
import { type FilledTables, Filling } from "./filling.ts";
import { readShapes } from "./read-shapes.ts";
import { TypeValues } from "./type-values.ts";

export type { FilledTables, UnfilledTable } from "./filling.ts";

export interface FillOptions {
  /** Rows of each table; of each of many partitions one. */
  readonly rows?: number;
  /** Whether columns that may be null are so in some rows; left out: they are. */
  readonly nulls?: boolean;
  /** Whether values that may repeat themselves do in some rows; left out: they do. */
  readonly duplicates?: boolean;
}

/**
 * Adds rows to every table of the user's schemas, so that they satisfy all that the schema demands; PostgreSQL decides. Triggers
 * and rules of the user take no part where the session may keep them from it. No transaction may be open; the session's settings
 * stay as they are.
 */
export async function fillTables(session: Session, options: FillOptions = {}): Promise<FilledTables> {
  const { rows = 4, nulls = true, duplicates = true } = options;
  await loadParser();
  await session.query("BEGIN READ WRITE");
  try {
    const { error } = await session.exec(SETTINGS);
    if (error) throw new QueryRefused(error.message);
    const shapes = await readShapes(session);
    const types = new TypeValues(shapes.types, await domainValues(session, shapes.types));
    const kind = { rows, nulls, duplicates };
    const filling = new Filling({ session, shapes, types }, kind, await canQuietTriggers(session));
    for (const group of fillOrder(holders(shapes.tables))) await filling.fill(group);
    await advanceSequences(session, shapes.tables);
    await session.query("COMMIT");
    return filling.result();
  } catch (error) {
    await session.exec("ROLLBACK");
    throw error;
  }
}

/** Foreign keys are checked with each statement, and what a migration may have left behind is out of the way. */
const SETTINGS = `SET LOCAL ROLE NONE; SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL standard_conforming_strings = on;
  SET LOCAL statement_timeout = 0; SET LOCAL DateStyle = 'ISO, YMD'`;

/** If the session may keep triggers quiet, they are not yet so: a migration may have left them. */
async function canQuietTriggers(session: Session): Promise<boolean> {
  const { error } = await session.exec("SAVEPOINT quiet; SET LOCAL session_replication_role = origin");
  if (error) await session.query("ROLLBACK TO SAVEPOINT quiet");
  return error === null;
}
