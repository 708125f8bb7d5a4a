/**
 * npm run bench [-- <folder of migrations>...]: times lockgate beside an empty Node process, a bare script of the same
 * parts, squawk and pgfence, in one run, as ratios, and holds them against the limits in one table at the end. Without
 * folders made-up histories are used; rehearsals are timed on the first folder. `ONLY=files,action` runs these parts
 * alone. For another Node: npx -p node@24 npm run bench. Linux only.
 */
import { join, resolve } from "node:path";
import { benchAction } from "./action.ts";
import { benchFiles } from "./files.ts";
import { benchLargeMigrations } from "./large-migrations.ts";
import { benchRehearsal } from "./rehearsal.ts";
import { printTable, type Verdict } from "./table.ts";

const lockgate = join(import.meta.dirname, "..", "dist", "cli.js");
const given = process.argv.slice(2).map((path) => resolve(path));

const PARTS: Readonly<Record<string, () => Promise<readonly Verdict[]>>> = {
  files: () => benchFiles(lockgate, given),
  rehearsal: () => benchRehearsal(lockgate, given[0] ?? null),
  large: () => benchLargeMigrations(lockgate),
  action: benchAction,
};

/** Large migrations take minutes. */
const USUAL = ["files", "rehearsal", "action"];

const only = process.env.ONLY?.split(",") ?? USUAL;
const verdicts: Verdict[] = [];
for (const part of only) {
  const bench = PARTS[part];
  if (bench === undefined) throw new Error(`no part ${part}: ${Object.keys(PARTS).join(", ")}`);
  verdicts.push(...(await bench()));
}
printTable(verdicts);
