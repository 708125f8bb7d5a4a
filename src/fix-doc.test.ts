/** The example of docs/fix.md is what `lockgate fix` says of its files. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fix, renderFix } from "./index.ts";
import { put, repository } from "./migrations/temporary-repository.testing.ts";

const text = readFileSync(new URL("../docs/fix.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, block = ""]) => block,
  );

test("the plan that docs/fix.md shows, to be copied from there when it changes", async () => {
  const [shop = "", orders = ""] = blocks("sql");
  const cwd = repository({ "prisma/migrations/20260101000000_shop/migration.sql": shop });
  put(cwd, { "prisma/migrations/20260201000000_orders/migration.sql": orders });
  const { report, exit, files } = await fix({ cwd, env: {}, noCache: true });
  expect(await renderFix("pretty", report, { columns: 110 })).toBe(blocks("console")[0]);
  expect(exit).toBe(1);
  expect(files.map(({ path }) => path)).toEqual(report.migrations[0]?.steps.map(({ path }) => path));
});
