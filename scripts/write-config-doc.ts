/** Writes docs/config.md from the schema of the config: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { configPage } from "./reference-docs/config-page.ts";

writeFileSync(new URL("../docs/config.md", import.meta.url), configPage());
