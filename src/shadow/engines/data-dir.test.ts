import { expect, test } from "vitest";
import { aboutOf, type DataDir, pack, unpack } from "./data-dir.ts";

const file = (path: string, content: string) => ({ path, mode: 0o600, content: Buffer.from(content) });
const dir = (...files: DataDir["files"]): DataDir => ({
  about: { build: "one" },
  directories: [{ path: "/base", mode: 0o700 }],
  files,
});
const contents = ({ files }: DataDir) =>
  files.map(({ path, content }) => [path, Buffer.from(content).toString()]);

test("a packed directory is read as it was, equal files stored once", () => {
  const packed = pack(
    dir(file("/base/1", "x".repeat(9000)), file("/base/2", "x".repeat(9000)), file("/e", "")),
    null,
  );
  expect(packed.length).toBeLessThan(10_000);
  const read = unpack(packed, null);
  expect(read.directories).toEqual([{ path: "/base", mode: 0o700 }]);
  expect(contents(read)).toEqual([
    ["/base/1", "x".repeat(9000)],
    ["/base/2", "x".repeat(9000)],
    ["/e", ""],
  ]);
  expect(aboutOf(packed)).toEqual({ build: "one" });
});

test("equal files are not written to as one", () => {
  const [first, second] = unpack(pack(dir(file("/1", "same"), file("/2", "same")), null), null).files;
  first?.content.fill(0);
  expect(Buffer.from(second?.content ?? []).toString()).toBe("same");
});

test("what is the same in the base is left there", () => {
  const base = pack(dir(file("/1", "a".repeat(5000)), file("/2", "b")), null);
  const snapshot = pack(dir(file("/1", "a".repeat(5000)), file("/2", "changed"), file("/3", "new")), base);
  expect(snapshot.length).toBeLessThan(1000);
  expect(contents(unpack(snapshot, base))).toEqual([
    ["/1", "a".repeat(5000)],
    ["/2", "changed"],
    ["/3", "new"],
  ]);
  expect(() => unpack(snapshot, null)).toThrow("without its base");
});

test("a damaged file is refused", () => {
  const packed = pack(dir(file("/1", "content")), null);
  const flipped = Buffer.from(packed);
  flipped[flipped.length - 1] = 0;
  expect(() => unpack(flipped, null)).toThrow("damaged");
  expect(() => unpack(packed.subarray(0, packed.length - 2), null)).toThrow("damaged");
  expect(() => unpack(Buffer.from("something else"), null)).toThrow("no packed data directory");
});
