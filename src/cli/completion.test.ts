/** The scripts, asked in the shells themselves where those are installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "./program.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
const isThere = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-completion-"));
  for (const shell of SHELLS) {
    const write = vi.spyOn(process.stdout, "write").mockImplementation(((text: string, done?: () => void) => {
      writeFileSync(join(folder, shell), text);
      done?.();
      return true;
    }) as typeof process.stdout.write);
    expect(await run(["completion", shell])).toBe(0);
    write.mockRestore();
  }
  writeFileSync(join(folder, "a.sql"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(shell: string, script: string): string[] {
  const { stdout, stderr } = spawnSync(shell, ["-c", script], { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

const inBash = (...words: string[]) =>
  ask(
    "bash",
    `. ./bash; COMP_WORDS=(lockgate ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _lockgate; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );

test.skipIf(!isThere("bash"))("bash: commands, their options, the values of these, files", () => {
  expect(inBash("ch")).toEqual(["check"]);
  expect(inBash("")).toEqual(expect.arrayContaining(["check", "fix", "drift", "mcp", "completion"]));
  expect(inBash("check", "--st")).toEqual(["--staged", "--static", "--stats"]);
  expect(inBash("check", "--format", "")).toEqual(expect.arrayContaining(["pretty", "json", "sarif"]));
  expect(inBash("drift", "--format", "sarif")).toEqual([]);
  expect(inBash("check", "--config", "")).toContain("a.sql");
  expect(inBash("check", "a")).toEqual(["a.sql"]);
  expect(inBash("rules", "t")).toEqual(["test"]);
  expect(inBash("completion", "")).toEqual(expect.arrayContaining([...SHELLS]));
});

test.skipIf(!isThere("fish"))("fish", () => {
  const inFish = (line: string) =>
    ask("fish", `source ./fish; complete -C '${line}'`).map((told) => told.split("\t")[0]);
  expect(inFish("lockgate ch")).toEqual(["check"]);
  expect(inFish("lockgate check --sta")).toEqual(["--staged", "--static", "--stats"]);
  expect(inFish("lockgate check --format sa")).toEqual(["sarif"]);
  expect(inFish("lockgate check a")).toEqual(["a.sql"]);
});

test.skipIf(!isThere("zsh"))("zsh reads its script", () => {
  expect(ask("zsh", "autoload -Uz compinit; compinit -D -u; source ./zsh; whence -w _lockgate")).toEqual([
    "_lockgate: function",
  ]);
});
