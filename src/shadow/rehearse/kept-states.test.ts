import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keep, keysOf, latestSnapshot } from "./kept-states.ts";

const folder = mkdtempSync(join(tmpdir(), "lockgate-cache-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a key depends on everything before it", () => {
  const keys = keysOf("build", ["a", "b", "c"]);
  const [one, two, three] = keys.all();
  expect([keys.length, keys.last]).toEqual([3, three]);
  expect(keysOf("build", ["a", "b", "d"]).all().slice(0, 2)).toEqual([one, two]);
  expect(keysOf("build", ["x", "b", "c"]).last).not.toBe(three);
  expect(keysOf("other build", ["a"]).last).not.toBe(one);
});

test("the latest snapshot is found, and none where there is none", async () => {
  const keys = keysOf("latest", ["a", "b", "c", "d"]);
  expect(latestSnapshot({ folder, keys })).toBeNull();
  expect(latestSnapshot({ folder: join(folder, "nowhere"), keys })).toBeNull();
  const names = keys.all();
  for (const at of [0, 2]) await keep(folder, names[at] ?? "", async (path) => writeFileSync(path, `${at}`));
  expect(latestSnapshot({ folder, keys })).toEqual({ path: join(folder, names[2] ?? ""), migrations: 3 });
  expect(latestSnapshot({ folder, keys: keysOf("latest", ["a", "b"]) })?.migrations).toBe(1);
  await keep(folder, keys.last, async (path) => writeFileSync(path, "3"));
  expect(latestSnapshot({ folder, keys })).toEqual({ path: join(folder, keys.last), migrations: 4 });
});

test("a snapshot that fails to be written leaves nothing behind", async () => {
  const written = keep(folder, "broken", async (path) => {
    writeFileSync(path, "half");
    throw new Error("disk full");
  });
  await expect(written).rejects.toThrow("disk full");
  expect(readdirSync(folder).filter((name) => name.startsWith("broken"))).toEqual([]);
});

test("what a killed run left half-written goes after an hour, what another run is writing stays", async () => {
  const old = new Date(Date.now() - 2 * 3_600_000);
  writeFileSync(join(folder, "old.1.tmp"), "half");
  utimesSync(join(folder, "old.1.tmp"), old, old);
  writeFileSync(join(folder, "new.1.tmp"), "half");
  await keep(folder, "another", async (path) => writeFileSync(path, "whole"));
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual(["new.1.tmp"]);
});

test("the snapshots that were not used for longest go first when they are too many", async () => {
  const own = mkdtempSync(join(tmpdir(), "lockgate-cache-"));
  const bytes = 400;
  for (const [name, age] of [
    ["oldest", 3],
    ["older", 2],
    ["old", 1],
  ] as const) {
    await keep(own, name, async (path) => writeFileSync(path, "x".repeat(150)), bytes);
    const used = new Date(Date.now() - age * 60_000);
    if (readdirSync(own).includes(name)) utimesSync(join(own, name), used, used);
  }
  await keep(own, "new", async (path) => writeFileSync(path, "x".repeat(150)), bytes);
  expect(readdirSync(own).sort()).toEqual(["new", "old"]);
  rmSync(own, { recursive: true });
});
