/** Writes docs/museum.md from fixtures/museum: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { museumPage } from "./museum/page.ts";

writeFileSync(new URL("../docs/museum.md", import.meta.url), museumPage());
