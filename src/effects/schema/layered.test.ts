import { expect, test } from "vitest";
import { LayeredMap } from "./layered.ts";

/** The same numbers in every run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

test("a layered map is what a changed copy would be, in its order, and what lies below stays as it is", () => {
  const next = numbersFrom(7);
  for (let round = 0; round < 200; round++) {
    const below = new Map(Array.from({ length: next(8) }, () => [next(10), `below ${next(100)}`]));
    const kept = [...below];
    const copy = new Map(below);
    // One laid over another, as a trial within a trial is.
    const layered = next(2) === 0 ? new LayeredMap(below) : new LayeredMap(new LayeredMap(below));
    for (let step = 0; step < 12; step++) {
      const key = next(10);
      if (next(3) === 0) expect(layered.delete(key)).toBe(copy.delete(key));
      else for (const map of [layered, copy]) map.set(key, `own ${round} ${step}`);
      expect([...layered]).toEqual([...copy]);
      expect([...layered.keys(), ...layered.values()]).toEqual([...copy.keys(), ...copy.values()]);
      expect(layered.size).toBe(copy.size);
      for (let at = 0; at < 10; at++)
        expect([layered.has(at), layered.get(at)]).toEqual([copy.has(at), copy.get(at)]);
    }
    expect([...below]).toEqual(kept);
    layered.clear();
    expect([layered.size, [...layered]]).toEqual([0, []]);
  }
});

test("a value that is undefined is there", () => {
  const layered = new LayeredMap<string, string | undefined>(new Map([["a", "below"]]));
  layered.set("a", undefined);
  expect([layered.get("a"), layered.has("a"), layered.size]).toEqual([undefined, true, 1]);
});
