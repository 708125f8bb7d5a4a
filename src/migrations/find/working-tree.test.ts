import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../temporary-repository.testing.ts";
import { FileFailure } from "../tree.ts";
import { workingTree } from "./working-tree.ts";

test("a path that cannot be followed is a file that cannot be read", async () => {
  const root = folder({ "1_a.sql": "SELECT 1;" });
  symlinkSync("loop", join(root, "loop"));
  const tree = await workingTree(root, null, [""]);
  const long = "x".repeat(300);
  for (const path of ["loop/1.sql", "loop/a/b/1.sql", `${long}/a/1.sql`, "1_a.sql/b/1.sql", "none/1.sql"]) {
    const failure = await tree.read(path).catch((error: unknown) => error);
    expect(failure, path).toBeInstanceOf(FileFailure);
  }
});
