import { afterEach, expect, test } from "vitest";
import { endReady, openShadow, readyShadow } from "./open-shadow.ts";
import { LIMITS } from "./shadow.ts";

const OPENING = { extensions: [], snapshot: null, live: null, limits: LIMITS };

const running = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
/** The test runner may have some of its own. */
const others = running();
const processes = () => running() - others;

afterEach(async () => {
  await endReady();
  await expect.poll(processes).toBe(0);
});

test("the next shadow takes the process that is ready, the one after it starts its own", async () => {
  readyShadow("pglite");
  readyShadow("pglite");
  expect(processes()).toBe(1);
  const first = await openShadow("pglite", OPENING);
  expect(processes()).toBe(1);
  const second = await openShadow("pglite", OPENING);
  expect(processes()).toBe(2);
  for (const { session } of [first, second])
    expect(await session.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await Promise.all([first.close(), second.close()]);
});

test("one that nobody took is ended, and no server is got ready", async () => {
  readyShadow("postgres://127.0.0.1/shadow");
  expect(processes()).toBe(0);
  readyShadow("pglite");
  expect(processes()).toBe(1);
});
