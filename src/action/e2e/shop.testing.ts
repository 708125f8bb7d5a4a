/** A repository on a server, and its checkouts as actions/checkout makes them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

export type Files = Readonly<Record<string, string | null>>;

/** What main holds at first. */
export const SHOP: Files = {
  "package.json": '{ "devDependencies": { "prisma": "6.19.0" } }\n',
  "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/20260101_init/migration.sql":
    'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" integer NOT NULL, "org_id" integer);\n',
};

/** A migration with one error (a table is rewritten) and one without any. */
export const REWRITE: Files = {
  "prisma/migrations/20261120_total/migration.sql":
    '-- AlterTable\nALTER TABLE "orders" ALTER COLUMN "total" TYPE bigint;\n',
};
export const HARMLESS: Files = {
  "prisma/migrations/20261120_note/migration.sql": 'ALTER TABLE "orders" ADD COLUMN "note" text;\n',
};

export interface PullRequestCommits {
  readonly base: string;
  readonly head: string;
  /** As refs/pull/7/merge: the head merged into the base. */
  readonly merge: string;
}

export class Shop {
  readonly #folder = mkdtempSync(join(tmpdir(), "lockgate-shop-"));
  readonly #work = join(this.#folder, "work");
  #clones = 0;

  constructor(files: Files = SHOP) {
    mkdirSync(this.#work);
    this.git("init", "-q", "-b", "main");
    // As GitHub does: any commit can be fetched by its id.
    this.git("config", "uploadpack.allowAnySHA1InWant", "true");
    this.commit(files);
  }

  get folder(): string {
    return this.#work;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  git(...args: string[]): string {
    return gitIn(this.#work, args);
  }

  /** Commits files to the current branch; null deletes one. Returns the commit. */
  commit(files: Files): string {
    for (const [path, text] of Object.entries(files)) {
      const absolute = join(this.#work, path);
      mkdirSync(dirname(absolute), { recursive: true });
      if (text === null) rmSync(absolute);
      else writeFileSync(absolute, text);
    }
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", "work");
    return this.git("rev-parse", "HEAD");
  }

  /** A pull request with these files, made from where main is now, or pushed to again. */
  pull(files: Files, branch = "feature"): PullRequestCommits {
    const isNew = this.git("branch", "--list", branch) === "";
    this.git("checkout", "-q", ...(isNew ? ["-b", branch, "main"] : [branch]));
    const head = this.commit(files);
    const base = this.git("rev-parse", "main");
    this.git("checkout", "-q", "--detach", "main");
    this.git("merge", "-q", "--no-ff", "-m", "merge", head);
    const merge = this.git("rev-parse", "HEAD");
    this.git("checkout", "-q", "main");
    this.git("update-ref", "refs/pull/7/merge", merge);
    return { base, head, merge };
  }

  /** A new workspace with one commit checked out. */
  checkout(commit: string, depth = 1): string {
    const workspace = join(this.#folder, `workspace-${this.#clones++}`);
    mkdirSync(workspace);
    const git = (...args: string[]) => gitIn(workspace, args);
    git("init", "-q", "-b", "main");
    git("remote", "add", "origin", pathToFileURL(this.#work).href);
    git("fetch", "-q", "--no-tags", `--depth=${depth}`, "origin", commit);
    git("checkout", "-q", "--detach", commit);
    return workspace;
  }
}

function gitIn(cwd: string, args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=octo",
    "-c",
    "user.email=octo@example.org",
    "-c",
    "commit.gpgsign=false",
  ];
  return execFileSync("git", [...identity, ...args], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}
