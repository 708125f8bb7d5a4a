/** A replay in the schema that stands for all tenants, as the replay of one of them. */
import { ShadowLost } from "../../shadow/engines/shadow.ts";
import { quoted } from "../../sql/quote.ts";
import type { AppliedChain } from "../applied-chain.ts";
import type { Facts } from "../catalog/fact.ts";
import type { DatabaseState } from "../seen-databases.ts";
import { ANY_TENANT } from "./schema-name.ts";

interface Renaming {
  exec(sql: string): Promise<{ readonly error: { readonly message: string } | null }>;
}

/** The chain of one tenant by that of all that are like it, or null where the name of its schema may shape what it makes. */
export function chainOfTenant(
  chain: AppliedChain,
  { schema }: Pick<DatabaseState, "schema">,
): AppliedChain | null {
  if (chain.schema !== ANY_TENANT || chain.history?.schema !== ANY_TENANT || schema === null) return null;
  const name = schema.toLowerCase();
  const mayKnow = chain.scheduled.some(({ migration: { sql } }) => {
    const text = sql.toLowerCase();
    // An event trigger would run when the schema is renamed.
    return (
      text.includes(name) || /current_schema|current_setting|show\s+search_path|event\s+trigger/.test(text)
    );
  });
  return mayKnow ? null : { ...chain, schema, history: { ...chain.history, schema } };
}

/**
 * Looks at a shadow while the schema of any tenant has the name of one. Null where the shadow refuses the name, or where what
 * the migrations made there holds the name that it had when they ran.
 */
export async function asTenant<Seen>(
  shadow: Renaming,
  schema: string,
  read: () => Promise<Facts>,
  look: (facts: Facts) => Promise<Seen>,
): Promise<Seen | null> {
  if ((await rename(shadow, ANY_TENANT, schema)) !== null) return null;
  const facts = await read();
  const holdsName = [...facts.values()].some((fact) => JSON.stringify(fact).includes(ANY_TENANT));
  const seen = holdsName ? null : await look(facts);
  const error = await rename(shadow, schema, ANY_TENANT);
  if (error !== null) throw new ShadowLost(error);
  return seen;
}

async function rename(shadow: Renaming, from: string, to: string): Promise<string | null> {
  const { error } = await shadow.exec(`ALTER SCHEMA ${quoted(from)} RENAME TO ${quoted(to)}`);
  return error?.message ?? null;
}
