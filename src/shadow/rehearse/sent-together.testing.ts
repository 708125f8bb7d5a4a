/** What is told of scripts whose statements are sent together, and what of the same ones run one by one. */
import type { Migration } from "../../migrations/migration.ts";
import type { ScriptPart } from "../engines/session.ts";
import type { RehearseOptions, Replayed, Witness } from "./rehearsal.ts";
import { migration, run, statements } from "./rehearse.testing.ts";
import type { RehearsedStatement } from "./rehearsed-statement.ts";

/** Counts how many statements of somebody else are sent in one message with others: to be given to `run` as its `visit`. */
export class TogetherSent {
  statements = 0;

  readonly visit = async ({ shadow: { session } }: Replayed): Promise<void> => {
    const { script } = session;
    Object.assign(session, {
      script: (parts: readonly ScriptPart[]) => {
        const theirs = parts.filter(({ isOurs }) => !isOurs).length;
        if (theirs > 1) this.statements += theirs;
        return script(parts);
      },
    });
  };
}

/** Asks for every statement, so that each is run by itself. */
const ASKING: Witness = { before: async () => {}, after: async () => {}, end: async () => {} };

export type Told = ReadonlyMap<string, readonly RehearsedStatement[]>;

export interface TellOptions {
  readonly transaction: Migration["transaction"];
  /** For comparison, with nothing sent together. */
  readonly oneByOne: boolean;
  readonly options?: Partial<RehearseOptions>;
}

/** Of each script, by name; `base` is the schema as it is before each of them. */
export async function toldOfEach(
  scripts: Readonly<Record<string, string>>,
  base: string,
  { transaction, oneByOne, options = {} }: TellOptions,
): Promise<Told> {
  const tool = transaction === "statement" ? "sql" : "prisma";
  const again = `DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n${base}`;
  const migrations = Object.entries(scripts).flatMap(([name, sql]) => [
    migration(`before ${name}`, again, { judged: false, transaction, tool }),
    migration(name, sql, { transaction, tool }),
  ]);
  const witness = oneByOne ? { witness: ASKING } : {};
  const rehearsal = await run(migrations, { ...options, grouping: "each", ...witness });
  return new Map(Object.keys(scripts).map((name) => [name, statements(rehearsal, name)]));
}
