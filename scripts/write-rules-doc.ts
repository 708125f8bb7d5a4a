/** Writes rules/README.md from the rules: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { rulesPage } from "./reference-docs/rules-page.ts";

writeFileSync(new URL("../rules/README.md", import.meta.url), await rulesPage());
