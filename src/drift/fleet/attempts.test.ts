import { expect, it } from "vitest";
import { attemptEach } from "./attempts.ts";

const OPTIONS = { atOnce: 4, pauses: [20, 20], mayPass: (result: string) => result.startsWith("busy") };

it("keeps the order, and no more than a few run at once", async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 100 }, (_, at) => at);
  const done: number[] = [];
  const results = await attemptEach(
    items,
    { ...OPTIONS, onDone: (count) => done.push(count) },
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      running -= 1;
      return `${item}`;
    },
  );
  expect(results).toEqual(items.map(String));
  expect({ most, done: done.at(-1) }).toEqual({ most: 4, done: 100 });
});

it("tries again what may pass, as often as there are pauses, and lets the others go first", async () => {
  const tried: string[] = [];
  const results = await attemptEach(["busy", "wrong", "late"], { ...OPTIONS, atOnce: 1 }, async (item) => {
    tried.push(item);
    return item === "late" && tried.filter((one) => one === "late").length < 2 ? "busy" : item;
  });
  expect(results).toEqual(["busy", "wrong", "late"]);
  expect(tried.slice(0, 3)).toEqual(["busy", "wrong", "late"]);
  expect(tried.filter((one) => one === "busy")).toHaveLength(3);
  expect(tried.filter((one) => one === "wrong")).toHaveLength(1);
  expect(tried.filter((one) => one === "late")).toHaveLength(2);
});

it("ends with the signal, also while it waits", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("Ctrl-C")), 10);
  const endless = attemptEach(
    ["a"],
    { ...OPTIONS, pauses: [60_000], signal: controller.signal },
    async () => "busy",
  );
  await expect(endless).rejects.toMatchObject({ name: "AbortError" });
});
