import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogueText, type Measured, measureAll, outcomesText } from "../../scripts/measure/measure.ts";
import { WITNESSES } from "./witnesses/all.ts";

// What the catalogue says is what PostgreSQL 14-18 do: all witnesses are measured again.
const measured: Measured = await measureAll(WITNESSES, () => {});

test.each([
  ["lock-catalogue.json", catalogueText],
  ["witnesses/outcomes.json", outcomesText],
])("%s is what the servers do", (file, text) => {
  expect(text(measured)).toBe(readFileSync(new URL(file, import.meta.url), "utf8"));
});
