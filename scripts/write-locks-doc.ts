/** Writes docs/locks.md from the measured catalogue and its witnesses: `npm run docs:locks`. */
import { writeFileSync } from "node:fs";
import { FAMILIES } from "../src/postgres/witnesses/all.ts";
import measured from "../src/postgres/witnesses/outcomes.json" with { type: "json" };
import type { Outcomes } from "./locks-doc/examples.ts";
import { locksPage } from "./locks-doc/page.ts";

const page = locksPage(FAMILIES, measured.outcomes as Outcomes);
writeFileSync(new URL("../docs/locks.md", import.meta.url), page);
