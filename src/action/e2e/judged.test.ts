import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { TOKEN } from "../../comment/fake-github.testing.ts";
import { byHand, mergeGroup, pullRequest, push } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import { servePrivately } from "./private-server.testing.ts";
import { HARMLESS, type PullRequestCommits, REWRITE } from "./shop.testing.ts";

const gate = useGate();

/** The pull request as it is now, on a new runner. */
function runOn(commits: PullRequestCommits) {
  return gate.run(pullRequest(commits), gate.shop.checkout(commits.merge));
}

test("a merge group is judged against its base, without a comment", async () => {
  const { merge, base } = gate.shop.pull(REWRITE);
  const ran = await gate.run(mergeGroup(base, merge), gate.shop.checkout(merge));
  expect(ran).toMatchObject({ exit: 1, outputs: { verdict: "fail" } });
  expect(gate.github.requests).toEqual([]);
});

test("a push is judged against what the branch was", async () => {
  const { merge, base } = gate.shop.pull(REWRITE);
  expect((await gate.run(push(base, merge), gate.shop.checkout(merge))).exit).toBe(1);
  expect((await gate.run(push(merge, merge), gate.shop.checkout(merge))).outputs.verdict).toBe("pass");
});

test("a new branch is judged against the default branch; a deleted one not at all", async () => {
  const { head, base } = gate.shop.pull(REWRITE);
  const zeros = "0".repeat(40);
  const workspace = gate.shop.checkout(head);
  expect((await gate.run(push(zeros, head, "refs/heads/feature"), workspace)).exit).toBe(1);
  const gone = await gate.run(push(head, zeros, "refs/heads/feature"), gate.shop.checkout(base));
  expect(gone).toMatchObject({ exit: 0, outputs: { verdict: "pass" } });
});

test("a run by hand is judged against the default branch", async () => {
  const { head, base } = gate.shop.pull(REWRITE);
  expect((await gate.run(byHand(head, "refs/heads/feature"), gate.shop.checkout(head))).exit).toBe(1);
  expect((await gate.run(byHand(base, "refs/heads/main"), gate.shop.checkout(base))).exit).toBe(0);
});

test.each([1, 2, 50])(
  "with a depth of %i, what is merged meanwhile is not the pull request's",
  async (depth) => {
    gate.shop.pull(REWRITE);
    gate.shop.commit({ "prisma/migrations/20261119_other/migration.sql": 'DROP TABLE "orders";\n' });
    const commits = gate.shop.pull(HARMLESS);
    const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.merge, depth));
    const report = JSON.parse(ran.file("report-json"));
    expect(report.migrations.map(({ id }: { id: string }) => id)).toEqual([
      "20261120_note",
      "20261120_total",
    ]);
  },
);

test("with the head checked out instead of the merge", async () => {
  const commits = gate.shop.pull(REWRITE);
  const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.head));
  expect(JSON.parse(ran.file("report-json")).migrations).toHaveLength(1);
});

test("what is merged meanwhile counts for order and history, though the head is what is checked out", async () => {
  gate.shop.pull(REWRITE);
  gate.shop.commit({
    "prisma/migrations/20261125_later/migration.sql": 'ALTER TABLE "orders" ADD COLUMN "later" text;\n',
  });
  const commits = gate.shop.pull({
    "prisma/migrations/20261121_uses/migration.sql": 'CREATE INDEX "later_idx" ON "orders" ("later");\n',
  });
  const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.head));
  const report = JSON.parse(ran.file("report-json"));
  expect(report.migrations.map(({ id }: { id: string }) => id)).toEqual(["20261120_total", "20261121_uses"]);
  expect(JSON.stringify(report)).toContain("20261125_later");
  expect(report.unanalyzed).toEqual([]);
});

test.each([false, true])(
  "a private repository's base is fetched with the job's token (kept by the checkout: %s)",
  async (kept) => {
    const commits = gate.shop.pull(REWRITE);
    const workspace = gate.shop.checkout(commits.merge);
    const server = await servePrivately(gate.shop.folder);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: workspace });
    git("remote", "set-url", "origin", `${server.url}/octo/shop`);
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${TOKEN}`).toString("base64")}`;
    if (kept) git("config", "--local", `http.${server.url}/.extraheader`, header);
    const trigger = pullRequest(commits);
    const ran = await gate.run(
      { ...trigger, env: { ...trigger.env, GITHUB_SERVER_URL: server.url } },
      workspace,
    );
    server.stop();
    expect(ran.exit).toBe(1);
    expect(server.refused).toEqual([]);
    expect(ran.stdout + ran.summary).not.toContain(TOKEN);
  },
);

test("a folder of the input path is looked through for what is new", async () => {
  gate.shop.commit({ "db/1.sql": "CREATE TABLE t (id int);\n" });
  const commits = gate.shop.pull({ "db/2.sql": "DROP TABLE t;\n", ...REWRITE });
  const ran = await gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), { path: "db\n" });
  const report = JSON.parse(ran.file("report-json"));
  expect(report.migrations.map(({ path }: { path: string }) => path)).toEqual(["db/2.sql"]);
  const missing = await gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), {
    path: "nowhere",
  });
  expect(missing.exit).toBe(2);
  expect(missing.commands).toEqual(["::error::the input path names nowhere, which is not there."]);
});

test("a repository without migrations is not green", async () => {
  gate.shop.commit({
    "prisma/migrations/20260101_init/migration.sql": null,
    "prisma/migrations/migration_lock.toml": null,
  });
  const ran = await runOn(gate.shop.pull({ "README.md": "hello\n" }));
  expect(ran.exit).toBe(3);
});
