// Writes src/postgres/lock-catalogue.json and src/postgres/witnesses/outcomes.json by running all witnesses on
// PostgreSQL 14-18: npm run servers (once), then npm run measure.
import { writeFileSync } from "node:fs";
import { WITNESSES } from "../src/postgres/witnesses/all.ts";
import { catalogueText, measureAll, outcomesText } from "./measure/measure.ts";

const postgres = new URL("../src/postgres/", import.meta.url);
const measured = await measureAll(WITNESSES, console.log);
writeFileSync(new URL("lock-catalogue.json", postgres), catalogueText(measured));
writeFileSync(new URL("witnesses/outcomes.json", postgres), outcomesText(measured));
console.log(`${measured.outcomes.size} witnesses of ${measured.forms.size} forms`);
