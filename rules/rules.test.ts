import { beforeAll, expect, test } from "vitest";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { prove } from "../src/proof/prove.ts";
import { loadParser } from "../src/sql/parse.ts";

const rules = await loadRules();

beforeAll(() => loadParser());

test.each([...rules.values()])(
  "the README of $id is true",
  async (loaded) => {
    expect(await prove(loaded, await readmeOf(loaded), rules, 18)).toEqual([]);
    // The one on drift starts a database for each of its examples.
  },
  300_000,
);
