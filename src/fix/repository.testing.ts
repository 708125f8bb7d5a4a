/** A repository with merged migrations of a tool, and new ones on a branch. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MERGED } from "./cases.testing.ts";
import type { FixCase } from "./fix-case.testing.ts";
import { LAYOUTS } from "./layouts.testing.ts";

export type Files = Readonly<Record<string, string>>;

export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), "lockgate-fix-"));

  constructor(merged: Files, added: Files) {
    this.#git("init", "-q", "-b", "main");
    this.write(merged);
    this.#git("add", "-A");
    this.#git("commit", "-qm", "merged");
    this.#git("checkout", "-qb", "work");
    this.write(added);
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Every file by its path, but git's. */
  files(): Record<string, string> {
    const paths = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(this.root.length + 1)
          .replaceAll("\\", "/"),
      )
      .filter((path) => !path.startsWith(".git/"))
      .sort();
    return Object.fromEntries(paths.map((path) => [path, readFileSync(join(this.root, path), "utf8")]));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #git(...args: string[]): void {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
      cwd: this.root,
      stdio: "pipe",
    });
  }
}

/** The repository of a case. */
export function repositoryOf({ tool, sql }: Pick<FixCase, "tool" | "sql">): Repository {
  const layout: (n: number, sql: string) => Files = LAYOUTS[tool];
  const added = [sql].flat().map((text, at) => layout(at + 2, text));
  return new Repository(layout(1, MERGED), Object.assign({}, ...added));
}
