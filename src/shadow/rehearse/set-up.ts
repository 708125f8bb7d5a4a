import { quoted } from "../../sql/quote.ts";
import { ShadowUnavailable } from "../engines/shadow.ts";
import { PLATFORMS, type PlatformName, setupSql } from "../platforms/platform.ts";
import type { Outside } from "./outside.ts";
import type { RehearsalState } from "./rehearsal-state.ts";

/** What a database has before its first migration. */
export interface SetUpOptions {
  readonly schema: string | null;
  readonly platform: PlatformName | null;
  readonly outside: Outside | null;
  /** SQL of the config. */
  readonly prelude: string | null;
}

/** Makes it on the shadow. Throws ShadowUnavailable when that fails. */
export async function setUp(
  state: RehearsalState,
  { schema, platform, outside, prelude }: SetUpOptions,
): Promise<void> {
  for (const [name, sql] of [
    [`the schema ${schema}`, schema === null ? null : createSchema(schema)],
    [`the setup of ${platform}`, platform && `${setupSql(platform)}${extensionsSql(platform, state)}`],
    ["what no migration makes", outside && outsideSql(outside, state)],
    ["the prelude", prelude],
  ]) {
    if (!sql) continue;
    const { error } = await state.shadow.session.exec(sql);
    if (error) throw new ShadowUnavailable(`${name} fails: ${error.message}`);
    await state.connectAgain();
  }
}

/** The extensions of a platform, or their stubs. */
function extensionsSql(platform: PlatformName, state: RehearsalState): string {
  const { schema, names } = PLATFORMS[platform].extensions;
  const sql = names.map((name) =>
    state.hasExtension(name) ? createExtension(name, schema) : state.stub(name, schema),
  );
  return sql.filter((one) => one !== null).join("\n");
}

/** The schemas and extensions that the migrations use without creating them. */
function outsideSql({ extensions, schemas }: Outside, state: RehearsalState): string {
  const made = schemas.map(createSchema);
  for (const [name, schema] of extensions) {
    const sql = createExtension(name, schema, " CASCADE");
    if (state.hasExtension(name)) made.push(sql);
    else state.miss(name, sql);
  }
  return made.join("\n");
}

function createSchema(name: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoted(name)};`;
}

function createExtension(name: string, schema: string | null, rest = ""): string {
  const into = schema === null ? "" : ` SCHEMA ${quoted(schema)}`;
  return `CREATE EXTENSION IF NOT EXISTS ${quoted(name)}${into}${rest};`;
}
