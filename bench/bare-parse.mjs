// The least that any linter on PostgreSQL's own grammar must do: load the parser and parse the files.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// From lockgate's own packages: another linter beside this file brings another version of the parser.
const { loadModule, parseSync } = createRequire(new URL("../package.json", import.meta.url))("libpg-query");
await loadModule();
for (const path of process.argv.slice(2)) parseSync(readFileSync(path, "utf8"));
