import { expect, test } from "vitest";
import { readTwice } from "./read-twice.ts";

function countingTree(sizes: Readonly<Record<string, number>>) {
  const reads: string[] = [];
  const tree = {
    files: Object.keys(sizes),
    read: async (path: string) => {
      reads.push(path);
      return Buffer.alloc(sizes[path] ?? 0);
    },
  };
  return { reads, tree: readTwice(tree) };
}

test("a small file is read once for its first two readers, and anew for the third", async () => {
  const { reads, tree } = countingTree({ "a.sql": 100 });
  const [first, second] = [await tree.read("a.sql"), await tree.read("a.sql")];
  expect([first.length, second, reads]).toEqual([100, first, ["a.sql"]]);
  await tree.read("a.sql");
  expect(reads).toEqual(["a.sql", "a.sql"]);
});

test("what is large, or too much together, is not kept", async () => {
  const { reads, tree } = countingTree({ "large.sql": 17 * 1024 });
  await tree.read("large.sql");
  await tree.read("large.sql");
  expect(reads).toHaveLength(2);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}.sql`, 16 * 1024]));
  const full = countingTree(many);
  for (const path of [...full.tree.files, ...full.tree.files]) await full.tree.read(path);
  // 4 MB of the 4.7 were kept.
  expect(full.reads).toHaveLength(300 + 44);
});
