import { expect, test } from "vitest";
import { MEASURED_ON } from "./catalogue.ts";
import { MAJORS, measuredFor, NEWEST } from "./majors.ts";

test("the versions are those of the catalogue", () => {
  expect(MEASURED_ON.map((version) => Number.parseInt(version, 10))).toEqual(MAJORS);
  expect(MAJORS.map(measuredFor)).toEqual(MAJORS);
  expect(measuredFor(NEWEST + 1)).toBe(NEWEST);
});
