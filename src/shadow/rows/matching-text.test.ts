import { expect, test } from "vitest";
import { matchingTexts } from "./matching-text.ts";

test.each([
  "^[a-z]+$",
  "^[A-Z]{3}$",
  "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
  "^[a-z0-9]+(?:-[a-z0-9]+)*$",
  "^#[0-9a-fA-F]{6}$",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "^(draft|live)$",
  "^https?://[\\w.]+/?$",
  "^\\+?[1-9]\\d{1,14}$",
  "^[]x]{2,}$",
  "^a{2}b{1,}c?d*$",
  "^(?=.*x)x.$",
])("%s", (pattern) => {
  const texts = matchingTexts(pattern, 5);
  expect(texts.length).toBeGreaterThan(0);
  // PostgreSQL's first ] in brackets is a member; in JavaScript it is written with a backslash.
  const own = new RegExp(pattern.replace("[]", "[\\]"));
  for (const text of texts) expect(text).toMatch(own);
});

test("classes by name", () => {
  expect(matchingTexts("^[[:upper:]][[:digit:]]$", 2)).toEqual(["A2", "B3"]);
});
