import { expect, test } from "vitest";
import { memoryTree } from "../memory-tree.testing.ts";
import { areBelow, installedVersion } from "./installed-version.ts";

const npm = `{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/@prisma/client": { "version": "1.0.0" },
    "node_modules/prisma": {
      "version": "6.19.3",
      "dev": true
    }
  }
}`;
const pnpm = `importers:
  .:
    devDependencies:
      prisma:
        specifier: ^7.6.0
        version: 7.6.0(typescript@5.9.3)
packages:
  '@prisma/client@7.5.0(prisma@7.6.0)':
    peerDependencies:
      prisma: '*'
  prisma@7.6.0:
    engines: {node: '>=20'}
`;

test.each([
  ["package-lock.json", npm, "6.19.3"],
  ["pnpm-lock.yaml", pnpm, "7.6.0"],
  ["pnpm-lock.yaml", "packages:\n  /prisma@5.1.0:\n    dev: true\n", "5.1.0"],
  ["pnpm-lock.yaml", "packages:\n  /prisma/4.1.0:\n    dev: true\n", "4.1.0"],
  ["yarn.lock", 'prisma@^6.1.0, prisma@^6.2.0:\n  version "6.2.1"\n', "6.2.1"],
  ["yarn.lock", '"prisma@npm:^7.0.0":\n  version: 7.3.0\n', "7.3.0"],
  ["bun.lock", '{\n  "packages": {\n    "prisma": ["prisma@7.9.1", "", {}],\n  }\n}', "7.9.1"],
])("%s", async (file, text, version) => {
  const tree = memoryTree({ [file]: text, "apps/web/package.json": "{}" });
  expect(await installedVersion(tree, "apps/web/prisma", "prisma")).toEqual({ versions: [version], file });
});

test("of several in the lockfile, the one that the nearest package.json pins", async () => {
  const two = "packages:\n  prisma@6.14.0:\n  prisma@7.10.1:\n";
  const pins = JSON.stringify({ devDependencies: { prisma: "7.10.1" } });
  const pinned = memoryTree({ "pnpm-lock.yaml": two, "db/package.json": pins });
  expect((await installedVersion(pinned, "db/prisma", "prisma"))?.versions).toEqual(["7.10.1"]);
  const open = memoryTree({ "pnpm-lock.yaml": two });
  expect((await installedVersion(open, "db/prisma", "prisma"))?.versions).toEqual(["6.14.0", "7.10.1"]);
});

test("a script or a file that is not JSON is no dependency", async () => {
  const script = memoryTree({ "package.json": '{"scripts": {"prisma": "prisma 7.1.0"}}' });
  expect(await installedVersion(script, "", "prisma")).toBeNull();
  expect(await installedVersion(memoryTree({ "package.json": "{" }), "", "prisma")).toBeNull();
});

test.each([
  ["6.19.0", true],
  ["7.3.99", true],
  ["7.4.0", false],
  ["7.4.0-dev.3", false],
  ["^6.0.0", true],
  ["~7.3.1", true],
  ["^7.4.1", false],
  ["^7.0.0", null],
  ["7.x", null],
  ["6", true],
  ["8", false],
  ["latest", null],
  [">=7 <9", null],
  [">=6 <7", true],
  [">=7.4 <9", false],
  ["6.1.0 - 7.3.0", true],
  ["^6.2.0 || ^7.4.0", null],
  ["^5.0.0 || ^6.2.0", true],
  ["npm:@acme/prisma@7.5.0", false],
  ["workspace:^", null],
  ["*", null],
  ["catalog:", null],
])("%s is below 7.4.0: %s", async (version, below) => {
  expect(await areBelow([version], "7.4.0")).toBe(below);
});

test("versions on both sides of a boundary are on neither", async () => {
  expect(await areBelow(["6.14.0", "7.3.0"], "7.4.0")).toBe(true);
  expect(await areBelow(["6.14.0", "7.10.1"], "7.4.0")).toBeNull();
});
