import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Node 20 has none: nothing is kept there, whatever is asked. */
const CAN = "enableCompileCache" in nodeModule;
const SUBJECT = pathToFileURL(join(import.meta.dirname, "compile-cache.ts")).href;
const PROGRAM = `
  const { default: nodeModule } = await import("node:module");
  const { keepCompiled } = await import("${SUBJECT}");
  keepCompiled(process.argv, process.env);
  console.log(nodeModule.getCompileCacheDir?.() ?? "none");`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-compiled-"));
  repository("work");
});
afterEach(() => rmSync(folder, { recursive: true }));

function repository(name: string): void {
  mkdirSync(join(folder, name, ".git"), { recursive: true });
  writeFileSync(join(folder, name, ".git/HEAD"), "ref: refs/heads/main\n");
}

/** Where a run in the folder `work` keeps its code, or "none". */
function keptIn(env: Readonly<Record<string, string>>, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", PROGRAM, "--", ...args],
    {
      cwd: join(folder, "work"),
      env: { PATH: process.env.PATH ?? "", HOME: join(folder, "home"), TSX_DISABLE_CACHE: "1", ...env },
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  return stdout.trim();
}

const onUnix = test.skipIf(process.platform === "win32");

onUnix("compiled code is kept in the user's cache", () => {
  const cache = { XDG_CACHE_HOME: join(folder, "cache") };
  const kept = keptIn(cache);
  if (CAN && process.platform !== "darwin") expect(kept).toContain(join(folder, "cache/lockgate/compiled"));
  else if (!CAN) expect(kept).toBe("none");
});

onUnix.each<[string, Readonly<Record<string, string>>, ...string[]]>([
  ["in CI", { CI: "true" }],
  ["with --no-cache", {}, "check", "--no-cache"],
  ["where the user switched it off for Node", { NODE_DISABLE_COMPILE_CACHE: "1" }],
])("none is kept %s", (_, env, ...args) => {
  expect(keptIn({ XDG_CACHE_HOME: join(folder, "cache"), ...env }, ...args)).toBe("none");
});

onUnix("none is taken from where a change of a repository can put it, or another user", () => {
  repository("other");
  mkdirSync(join(folder, "shared/lockgate/compiled"), { recursive: true });
  chmodSync(join(folder, "shared/lockgate/compiled"), 0o777);
  for (const place of [
    join(folder, "work/.cache"),
    ".cache",
    join(folder, "other/.cache"),
    join(folder, "shared"),
  ]) {
    // macOS has a cache of its own place.
    if (process.platform !== "darwin") expect(keptIn({ XDG_CACHE_HOME: place }), place).toBe("none");
  }
});

onUnix("a place that cannot be written to is no mistake", () => {
  writeFileSync(join(folder, "file"), "");
  expect(keptIn({ XDG_CACHE_HOME: join(folder, "file") })).toBe("none");
});
