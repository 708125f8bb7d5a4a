/**
 * Compares the schema model with PostgreSQL's catalogs after all migrations of repositories, after statements at random
 * and after the measured statements: `npm run model -- [--each] [--from <seed>] [--seeds <count>] [--witnesses] [<dir>...]`.
 * `--each`: after every statement, so that a difference is shown with its cause. A difference fails.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { FAMILIES } from "../src/postgres/witnesses/all.ts";
import { type Witness, witnessId } from "../src/postgres/witnesses/witness.ts";
import { ShadowLost } from "../src/shadow/engines/shadow.ts";
import { psqlMigration, scheduledAlone } from "../src/shadow/rehearse/scheduled-migration.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";
import { SCHEMA, statementsOf } from "./fuzz/statements.ts";
import { compareMigrations, type ModelComparison } from "./model/compare-migrations.ts";
import { openDatabase } from "./model/database.ts";
import { type ModelTarget, targetsOf } from "./model/targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    each: { type: "boolean", default: false },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "0" },
    witnesses: { type: "boolean", default: false },
  },
});

await loadParser();
let database = await openDatabase();
let differences = 0;
try {
  for (const dir of positionals)
    for (const target of await targetsOf(resolve(dir))) print(`${dir} ${target.name}`, await compare(target));
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++)
    print(`seed ${seed}`, await compare(scriptOf([SCHEMA, ...certain(statementsOf(seed, 300))])));
  if (values.witnesses)
    for (const witness of Object.values(FAMILIES).flat()) {
      const script = scriptOf([withoutRows(witness), witness.session ?? "", witness.sql]);
      try {
        const comparison = await compare(script);
        if (comparison.differences.length > 0) print(witnessId(witness), comparison);
      } catch (error) {
        if (!(error instanceof ShadowLost)) throw error;
        // Some statements end their session.
        await database.close();
        database = await openDatabase();
      }
    }
} finally {
  await database.close();
}
process.stdout.write(`${differences} differences\n`);
process.exit(differences === 0 ? 0 : 1);

async function compare({
  migrations,
  setup,
}: Pick<ModelTarget, "migrations" | "setup">): Promise<ModelComparison> {
  await database.empty(setup);
  return compareMigrations(database.session, migrations, { each: values.each });
}

function scriptOf(statements: readonly string[]): Pick<ModelTarget, "migrations" | "setup"> {
  const sql = statements.map((statement) => `${statement};\n`).join("");
  return {
    setup: "",
    migrations: [scheduledAlone(psqlMigration("script", "script", sql), parseScript(sql))],
  };
}

/** Without what hangs on rows or on names that may be there: after it the model is right to doubt itself. */
function certain(statements: readonly string[]): string[] {
  return statements.filter((statement) => !statement.startsWith("DO "));
}

/** Rows make the schemas of witnesses slow, and no fact. */
function withoutRows({ given }: Witness): string {
  return given.replace(/^INSERT [^;]*;/gm, "");
}

function print(name: string, comparison: ModelComparison): void {
  const { statements, failed, equal, unknown, undecided, causes } = comparison;
  differences += comparison.differences.length;
  const counts = `${equal} equal, ${unknown} unknown, ${undecided.length} undecided, ${comparison.differences.length} different`;
  process.stdout.write(`${name}: ${statements} statements (${failed.length} failed), ${counts}\n`);
  for (const { key, model, catalog } of comparison.differences) {
    const cause = causes.get(key);
    const after = cause === undefined ? "" : `, after ${cause}`;
    process.stdout.write(`  ${key}: model ${model ?? "nothing"}, catalog ${catalog ?? "nothing"}${after}\n`);
  }
}
