import { expect, test } from "vitest";
import { MAJORS as MEASURED } from "./catalogue.ts";
import { MAJORS, measuredFor, NEWEST } from "./majors.ts";

test("the versions are those of the catalogue", () => {
  expect(MAJORS).toEqual(MEASURED);
  expect(MAJORS.map(measuredFor)).toEqual(MAJORS);
  expect(measuredFor(NEWEST + 1)).toBe(NEWEST);
});
