import { expect, test } from "vitest";
import { repository, run } from "../temporary-repository.testing.ts";
import { findRepository, findRepositoryAhead } from "./git.ts";
import { ObjectReader } from "./object-reader.ts";

const NOWHERE = "0123456789012345678901234567890123456789";
const LARGE = Buffer.alloc(3_000_000, "\n\0 a");

test("objects are read one after the other, whatever they hold, and null is said of what is not there", async () => {
  const root = repository({ "large.bin": LARGE, empty: "" });
  const [head, large, empty] = ["HEAD", "HEAD:large.bin", "HEAD:empty"].map((it) =>
    run(root, "rev-parse", it).trim(),
  );
  const objects = new ObjectReader(root);
  const commit = await objects.read("HEAD");
  expect([commit?.id, commit?.type]).toEqual([head, "commit"]);
  expect(commit?.content.toString()).toMatch(/^tree [0-9a-f]{40}\n.+\n\nbase\n$/s);
  expect(await objects.read(NOWHERE)).toBeNull();
  expect((await objects.read(large ?? ""))?.content.equals(LARGE)).toBe(true);
  expect(await objects.read(empty ?? "")).toEqual({ id: empty, type: "blob", content: Buffer.alloc(0) });
  expect((await objects.read(head ?? ""))?.content.equals(commit?.content ?? LARGE)).toBe(true);
  objects.close();
});

test("where git does not run, nothing is there", async () => {
  const root = repository({ "a.sql": "SELECT 1;" });
  const objects = new ObjectReader(`${root}/nowhere`);
  expect(await objects.read("HEAD")).toBeNull();
  objects.close();
});

test("a repository that was looked for ahead is told to the first who asks, and to nobody who asks for another", async () => {
  const [one, other] = [repository({ "a.sql": "SELECT 1;" }), repository({ "b.sql": "SELECT 2;" })];
  const before = await findRepository(one);
  findRepositoryAhead(one);
  expect((await findRepository(other))?.root).toBe(other);
  findRepositoryAhead(one);
  run(one, "commit", "-q", "--allow-empty", "-m", "another");
  expect(before).toEqual({ root: one, shallow: false, head: before?.head });
  await findRepository(one);
  expect((await findRepository(one))?.head).toBe(run(one, "rev-parse", "HEAD").trim());
  findRepositoryAhead(`${one}/nowhere`);
  expect(await findRepository(`${one}/nowhere/deeper`)).toEqual({
    root: one,
    shallow: false,
    head: run(one, "rev-parse", "HEAD").trim(),
  });
});
