import { quoted } from "../../sql/quote.ts";
import { ShadowUnavailable } from "../engines/shadow.ts";
import { EXTENSIONS, PRELUDES, type Provider } from "../platforms/platform.ts";
import { declaredIn } from "../platforms/stubs/stub-extension.ts";
import { STAND_INS } from "../platforms/stubs/stubs.ts";
import { type Chain, newConnection } from "./chain.ts";
import type { Outside } from "./outside.ts";
import type { Rehearsing } from "./rehearsal.ts";

/** Runs what the hosting and the config bring before the first migration. Throws ShadowUnavailable when it fails. */
export async function prepare(
  chain: Chain,
  {
    provider,
    prelude,
    schema = null,
    outside,
  }: Pick<Rehearsing, "provider" | "prelude" | "schema" | "outside">,
): Promise<void> {
  for (const [name, sql] of [
    [`the schema ${schema}`, schema === null ? null : `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`],
    [`what ${provider} brings`, provider ? `${PRELUDES[provider]}${extensionsOf(provider, chain)}` : null],
    ["what no migration makes", outside ? outsideSql(outside, chain) : null],
    ["the prelude", prelude],
  ]) {
    if (!sql) continue;
    const { error } = await chain.shadow.session.exec(sql);
    if (error) throw new ShadowUnavailable(`${name} fails: ${error.message}`);
    await newConnection(chain);
  }
}

/** Makes the schemas and extensions that the migrations use without creating them. */
function outsideSql({ extensions, schemas }: Outside, { available, incidents, missing }: Chain): string {
  const made = schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};`);
  for (const [extension, schema] of extensions) {
    const sql = `CREATE EXTENSION IF NOT EXISTS "${extension}"${schema === null ? "" : ` SCHEMA ${quoted(schema)}`} CASCADE;`;
    if (available.names.has(extension)) {
      made.push(sql);
      continue;
    }
    missing.add(extension);
    const blame = { kind: "extension", extension, through: null } as const;
    incidents.push({ migration: "", path: "the database", line: 1, text: sql, blame });
  }
  return made.join("\n");
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
