import { expect, test } from "vitest";
import { BOT } from "../../comment/fake-github.testing.ts";
import { HOSTILE } from "../../report/hostile.testing.ts";
import { pullRequest } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import { HARMLESS, type PullRequestCommits, REWRITE } from "./shop.testing.ts";

const gate = useGate();
const ALICE = { login: "alice", id: 1, type: "User" };
const BOB = { login: "bob", id: 2, type: "User" };

function runOn(commits: PullRequestCommits, inputs: Record<string, string> = {}) {
  return gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), inputs);
}

test("from a fork: summary and annotations, the same exit code, and which permission is missing", async () => {
  gate.github.readOnly = true;
  const commits = gate.shop.pull(REWRITE);
  const trigger = pullRequest(commits, { fork: true });
  const ran = await gate.run(trigger, gate.shop.checkout(commits.merge));
  expect(ran.exit).toBe(1);
  expect(ran.summary).toContain("rewrites `orders`");
  expect(ran.commands.filter((line) => line.startsWith("::error file="))).not.toHaveLength(0);
  expect(ran.commands.at(-1)).toBe(
    "::notice::The pull request has no comment of lockgate: GitHub answered 403 (Resource not accessible by integration); " +
      "the token lacks the permission pull-requests: write. The report is in the job summary. " +
      "Pull requests from forks get a token that cannot write.",
  );
  expect(ran.outputs["comment-id"]).toBeUndefined();
});

test("without the permission, in one's own repository: a warning", async () => {
  gate.github.readOnly = true;
  const ran = await runOn(gate.shop.pull(REWRITE));
  expect(ran.exit).toBe(1);
  expect(ran.commands.at(-1)).toMatch(/^::warning::.*pull-requests: write/);
});

test("names and contents that mean something to the runner, to Markdown, to HTML", async () => {
  const names = [
    "a b",
    "ü:1,2",
    "%0A::error::x",
    "$(touch pwned)",
    "`id`",
    "@octocat",
    "<!-- x -->",
    "'; exit 0 #",
    "--help",
    "new\n::error::line",
  ];
  const sql = (text: string) =>
    `-- ${text.replaceAll("\n", "\n-- ").replaceAll("\0", "")}\nDROP TABLE "${text.replaceAll('"', "").replaceAll("\0", "")}";\n`;
  const commits = gate.shop.pull(
    Object.fromEntries(
      names.map((name, index) => [
        `prisma/migrations/20261120_${index}${name}/migration.sql`,
        sql(HOSTILE[index] ?? ""),
      ]),
    ),
  );
  const rest = HOSTILE.slice(names.length);
  const more = gate.shop.pull(
    Object.fromEntries(
      rest.map((text, index) => [`prisma/migrations/20261121_${index}/migration.sql`, sql(text)]),
    ),
  );
  expect(commits.base).toBe(more.base);
  const ran = await runOn(more);
  expect(
    ran.commands.filter((line) => !/^::(error|warning|notice) file=prisma\/migrations\//.test(line)),
  ).toEqual([]);
  expect(ran.outputs.verdict).not.toBe("pass");
  const body = gate.github.comments[0]?.body ?? "";
  for (const text of [body, ran.summary]) {
    const outside = text.replace(/(`{3,})[^\n]*\n[\s\S]*?\n\1/g, "").replace(/(`+)[\s\S]*?\1/g, "");
    expect(outside.match(/<!--/g) ?? []).toHaveLength(text === body ? 1 : 0);
    expect(outside).not.toMatch(/<script|<img|@octocat|javascript:|#123/);
  }
  JSON.parse(ran.file("report-json"));
  JSON.parse(ran.file("sarif-file"));
});

test("3,000 statements fit into a comment", async () => {
  const notes = Array.from(
    { length: 1500 },
    (_, index) =>
      `ALTER TABLE "orders" ADD COLUMN "c${index}" text;\nCREATE INDEX "i${index}" ON "orders" ("c${index}");\n`,
  );
  const commits = gate.shop.pull({
    "prisma/migrations/20261120_big/migration.sql": `${notes.join("")}DROP TABLE "orders";\n`,
  });
  const ran = await runOn(commits);
  expect(ran.exit).toBe(1);
  const body = gate.github.comments[0]?.body ?? "";
  expect(body.length).toBeLessThanOrEqual(60_000);
  expect(body).toContain("1,501 errors");
  expect(Buffer.byteLength(ran.summary)).toBeLessThan(1024 * 1024);
  expect(ran.commands.length).toBeLessThanOrEqual(30);
  expect(ran.stdout).toMatch(/more findings are not annotated/);
});

const LABEL = "overrideLabel: migration-approved\n";
const label = (actor: typeof ALICE, event: "labeled" | "unlabeled" = "labeled") =>
  gate.github.labelEvents.push({ event, label: { name: "migration-approved" }, actor });

test("a label that a writer sets turns errors into warnings, and says who did", async () => {
  gate.shop.commit({ "lockgate.config.yaml": LABEL });
  const commits = gate.shop.pull(REWRITE);
  expect((await runOn(commits)).exit).toBe(1);
  gate.github.permissions.bob = "write";
  for (let index = 0; index < 120; index++)
    gate.github.labelEvents.push({ event: "labeled", label: { name: "x" }, actor: BOB });
  label(BOB);
  const ran = await runOn(commits);
  expect(ran).toMatchObject({ exit: 0, outputs: { verdict: "pass" } });
  expect(gate.github.comments[0]?.body).toContain("because bob set the label migration-approved");
  expect(ran.commands.every((line) => line.startsWith("::warning ") || line.startsWith("::notice "))).toBe(
    true,
  );
  label(BOB, "unlabeled");
  expect((await runOn(commits)).exit).toBe(1);
});

test.each([
  ["the author", ALICE, "admin", "alice, who set it, is the author"],
  ["one who may only label", BOB, "read", "bob, who set it, may not write to this repository"],
  ["a bot", BOT, "write", "who set it, is not a person"],
])("the label of %s does not count", async (_, actor, permission, words) => {
  gate.shop.commit({ "lockgate.config.yaml": LABEL });
  gate.github.permissions[actor.login] = permission;
  label(actor);
  expect((await runOn(gate.shop.pull(REWRITE))).exit).toBe(1);
  expect(gate.github.comments[0]?.body).toContain(words);
});

test("a label that only the pull request itself names does not count, and the weaker config is said", async () => {
  gate.github.permissions.bob = "write";
  label(BOB);
  const ran = await runOn(gate.shop.pull({ ...REWRITE, "lockgate.config.yaml": LABEL }));
  expect(ran.exit).toBe(1);
  expect(gate.github.comments[0]?.body).toContain(
    "makes the label migration-approved turn errors into warnings",
  );
});

test("a change that switches a rule off is commented on, though nothing is found", async () => {
  const ran = await runOn(
    gate.shop.pull({ ...HARMLESS, "lockgate.config.yaml": "rules: {drops-table: off}\n" }),
  );
  expect(ran.exit).toBe(0);
  expect(gate.github.comments[0]?.body).toContain("switches drops-table off");
});

test("a baseline that takes in what the change itself brings is said", async () => {
  const ran = await runOn(gate.shop.pull(REWRITE));
  const known = JSON.parse(ran.file("report-json")).findings.map(
    ({ path, rule, fingerprint, message }: Record<string, string>) => ({
      ...{ path, rule, fingerprint, message },
      reason: null,
    }),
  );
  const baseline = JSON.stringify({ schema: "lockgate/baseline@1", findings: known.slice(0, -1) });
  const hidden = await runOn(gate.shop.pull({ "lockgate.baseline.json": baseline }));
  expect(hidden.exit).toBe(0);
  expect(gate.github.comments[0]?.body).toContain("This change weakens lockgate's own baseline");
});

test("pull_request_target with the base branch checked out would judge nothing, so it fails", async () => {
  const commits = gate.shop.pull(REWRITE);
  const ran = await gate.run(
    pullRequest(commits, { event: "pull_request_target" }),
    gate.shop.checkout(commits.base),
  );
  expect(ran.exit).toBe(2);
  expect(ran.commands[0]).toContain("the base branch is checked out");
});

test("pull_request_target with the head checked out: judged by the base's config, without its rules or its server", async () => {
  gate.shop.commit({ "lockgate.config.yaml": "userRules: [rules]\nshadow: docker:postgres:16\n" });
  const rule =
    'import fs from "node:fs";\nfs.writeFileSync("/tmp/lockgate-pwned", "");\nexport default {};\n';
  const commits = gate.shop.pull({
    ...REWRITE,
    "rules/steals/rule.mjs": rule,
    "rules/steals/README.md": "# steals\n",
  });
  const trigger = pullRequest(commits, { event: "pull_request_target", fork: true });
  const ran = await gate.run(trigger, gate.shop.checkout(commits.head));
  expect(ran.exit).toBe(1);
  const { remarks } = JSON.parse(ran.file("report-json"));
  expect(remarks.join("\n")).toMatch(/own rules are not loaded.*\n?.*embedded PostgreSQL/);
  const changed = gate.shop.pull({ "lockgate.config.yaml": "failOn: never\n" });
  const refused = await gate.run(
    pullRequest(changed, { event: "pull_request_target" }),
    gate.shop.checkout(changed.head),
  );
  expect(refused.exit).toBe(2);
  expect(refused.commands[0]).toContain("lockgate.config.yaml differs from the base branch's");
});

test("a fork that is given secrets runs neither its rules nor a server", async () => {
  const commits = gate.shop.pull({
    ...REWRITE,
    "lockgate.config.yaml": "userRules: [rules]\n",
    "rules/x/rule.mjs": "process.exit(0);\n",
    "rules/x/README.md": "# x\n",
  });
  const trigger = pullRequest(commits, { fork: true });
  const ran = await gate.run(trigger, gate.shop.checkout(commits.merge), {
    shadow: "postgres://u:secret@192.0.2.1/db",
  });
  expect(ran.stdout + ran.summary).not.toContain("secret@");
  expect(ran.exit).toBe(1);
});

test("a fork's config does not say whether it is one: its rules are not even loaded", async () => {
  const commits = gate.shop.pull({
    ...REWRITE,
    "lockgate.config.json": JSON.stringify({
      userRules: ["gate"],
      databaseUrlEnv: "NOTHING",
      rules: { x: "off" },
    }),
    "gate/x/rule.mjs": "process.exit(0);\n",
    "gate/x/README.md": "# x\n",
  });
  const trigger = pullRequest(commits, { fork: true });
  const ran = await gate.run(trigger, gate.shop.checkout(commits.merge));
  expect(ran.exit).toBe(1);
  expect(ran.summary).toContain("The repository's own rules are not loaded");
});
