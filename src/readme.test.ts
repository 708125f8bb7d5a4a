import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { locks } from "./index.ts";
import { renderLocksPretty } from "./report/locks.ts";
import { PLAIN } from "./report/view.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const [shop = "", statement = ""] = [...read("README.md").matchAll(/```console\n([\s\S]*?)```/g)].map(
  ([, text = ""]) => text,
);

// To be copied from there when it changes.
test("what the README shows of the shop is what is said of it, in this order", () => {
  const said = read("fixtures/prisma-shop/rehearsed.txt");
  let from = 0;
  for (const part of shop.split("…\n")) {
    from = said.indexOf(part.trimEnd(), from);
    expect(from, part).toBeGreaterThan(0);
  }
});

test("and of one statement", async () => {
  const sql = "alter table t add unique (a)\n";
  expect(renderLocksPretty(await locks({ sql, schema: null, major: 18 }), PLAIN)).toBe(statement);
});
