import { expect, test } from "vitest";
import { pretendSizes, type SizedFiles } from "./pglite-sizes.ts";

/** The part of a file system that is used, with its files by path. */
function filesOf(sizes: Readonly<Record<string, number>>) {
  const nodes = new Map(Object.entries(sizes).map(([path, usedBytes]) => [path, { usedBytes }]));
  const files: SizedFiles = {
    lookupPath(path) {
      const node = nodes.get(path);
      if (node === undefined) throw new Error(`no ${path}`);
      return { node };
    },
    analyzePath: (path) => ({ exists: nodes.has(path) }),
    writeFile: (path) => void nodes.set(path, { usedBytes: 0 }),
    unlink: (path) => void nodes.delete(path),
  };
  const now = () => Object.fromEntries([...nodes].map(([path, { usedBytes }]) => [path, usedBytes]));
  return { files, now, nodes };
}

const GB = 1024 ** 3;

test("a file beyond 1 GB goes on in others, which are gone again", () => {
  const { files, now } = filesOf({ "/data/1": 8192, "/data/2": 0 });
  const undo = pretendSizes(files, "/data", [
    { path: "1", pages: 300_000 },
    { path: "2", pages: 7 },
  ]);
  expect(now()).toEqual({
    "/data/1": GB,
    "/data/1.1": GB,
    "/data/1.2": (300_000 - 262_144) * 8192,
    "/data/2": 7 * 8192,
  });
  undo();
  expect(now()).toEqual({ "/data/1": 8192, "/data/2": 0 });
});

test("a file that is exactly full is followed by an empty one", () => {
  const { files, now } = filesOf({ "/data/1": 0 });
  const undo = pretendSizes(files, "/data", [{ path: "1", pages: 131_072 }]);
  expect(now()).toEqual({ "/data/1": GB, "/data/1.1": 0 });
  undo();
  expect(now()).toEqual({ "/data/1": 0 });
});

test("a file that is not there leaves the others as they were", () => {
  const { files, now } = filesOf({ "/data/1": 8192 });
  const sizes = [
    { path: "1", pages: 200_000 },
    { path: "2", pages: 1 },
  ];
  expect(() => pretendSizes(files, "/data", sizes)).toThrow("no /data/2");
  expect(now()).toEqual({ "/data/1": 8192 });
});

test("a file that was written to meanwhile is said, once all is undone", () => {
  const { files, now, nodes } = filesOf({ "/data/1": 8192, "/data/2": 8192 });
  const undo = pretendSizes(files, "/data", [
    { path: "1", pages: 10 },
    { path: "2", pages: 200_000 },
  ]);
  nodes.set("/data/1", Object.assign(nodes.get("/data/1") ?? { usedBytes: 0 }, { usedBytes: 11 * 8192 }));
  expect(undo).toThrow("/data/1 was written to");
  expect(now()).toEqual({ "/data/1": 8192, "/data/2": 8192 });
});
