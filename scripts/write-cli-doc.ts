/** Writes docs/cli.md from the help of the command line: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { cliPage } from "./reference-docs/cli-page.ts";

writeFileSync(new URL("../docs/cli.md", import.meta.url), await cliPage());
