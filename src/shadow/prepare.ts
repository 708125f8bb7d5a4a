import { quoted } from "../sql/quote.ts";
import { type Chain, newConnection } from "./chain.ts";
import { EXTENSIONS, PRELUDES, type Provider } from "./prelude.ts";
import type { Rehearsing } from "./rehearsal.ts";
import { ShadowUnavailable } from "./shadow.ts";
import { declaredIn } from "./stand-ins/stand-in-for.ts";
import { STAND_INS } from "./stand-ins/stand-ins.ts";

/** Runs what the hosting and the config bring before the first migration. Throws ShadowUnavailable when it fails. */
export async function prepare(
  chain: Chain,
  { provider, prelude, schema = null }: Pick<Rehearsing, "provider" | "prelude" | "schema">,
): Promise<void> {
  for (const [name, sql] of [
    [`the schema ${schema}`, schema === null ? null : `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`],
    [`what ${provider} brings`, provider ? `${PRELUDES[provider]}${extensionsOf(provider, chain)}` : null],
    ["the prelude", prelude],
  ]) {
    if (!sql) continue;
    const { error } = await chain.shadow.session.exec(sql);
    if (error) throw new ShadowUnavailable(`${name} fails: ${error.message}`);
    await newConnection(chain);
  }
}

/** Creates the extensions of a hosting, or declares their objects. */
function extensionsOf(provider: Provider, { available, stoodIn }: Chain): string {
  const { schema, names } = EXTENSIONS[provider];
  return names
    .map((name) => {
      if (available.names.has(name)) return `CREATE EXTENSION IF NOT EXISTS "${name}" SCHEMA ${schema};`;
      const sql = STAND_INS[name];
      if (stoodIn === null || sql === undefined) return "";
      stoodIn.add(name);
      return declaredIn(schema, sql);
    })
    .join("\n");
}
