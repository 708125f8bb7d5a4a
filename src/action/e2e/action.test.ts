import { expect, test } from "vitest";
import { BOT, MALLORY } from "../../comment/fake-github.testing.ts";
import { pullRequest } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import { HARMLESS, type PullRequestCommits, REWRITE } from "./shop.testing.ts";

const gate = useGate();
const FILE = "prisma/migrations/20261120_total/migration.sql";

/** The pull request as it is now, on a new runner. */
function runOn(commits: PullRequestCommits, inputs: Record<string, string> = {}) {
  return gate.run(pullRequest(commits), gate.shop.checkout(commits.merge), inputs);
}

test("a dangerous migration: verdict, comment, annotations, summary, files", async () => {
  const commits = gate.shop.pull(REWRITE);
  const ran = await runOn(commits);
  expect(ran.exit).toBe(1);
  expect(ran.outputs).toMatchObject({
    verdict: "fail",
    "worst-lock": "ACCESS EXCLUSIVE",
    "comment-id": "1000",
  });
  const [comment] = gate.github.comments;
  expect(comment?.body).toMatch(
    /^<!-- lockgate:comment gate="default" standing="error" -->\n### ❌ lockgate: /,
  );
  expect(comment?.body).toContain("rewrites `orders` under ACCESS EXCLUSIVE");
  expect(comment?.body.split("\n").at(-1)).toBe(
    `<sub>Judged: the migrations of commit ${commits.head}, against \`main\` at ${commits.base}</sub>`,
  );
  expect(ran.commands.join("\n")).toContain(
    `::error file=${FILE},line=2,endLine=2,title=lockgate%3A rewrites-table::`,
  );
  expect(ran.summary).toContain("rewrites `orders` under ACCESS EXCLUSIVE");
  const report = JSON.parse(ran.file("report-json"));
  expect(report).toMatchObject({ schema: "lockgate/report@1", verdict: "fail" });
  expect(ran.outputs.findings).toBe(String(report.findings.length));
  expect(ran.file("report-markdown")).toContain("### ❌ lockgate");
  const sarif = JSON.parse(ran.file("sarif-file"));
  expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(FILE);
  expect(JSON.stringify(sarif.runs[0].tool.driver.rules)).toContain("## Problem");
});

test("code scanning knows a finding again when lines move", async () => {
  const marks = async (sql: string): Promise<{ mark: string; line?: number }[]> => {
    const ran = await runOn(gate.shop.pull({ [FILE]: sql }));
    const [run] = JSON.parse(ran.file("sarif-file")).runs;
    return run.results.map(({ partialFingerprints, locations: [place] }: SarifResult) => ({
      mark: partialFingerprints.primaryLocationLineHash,
      line: place?.physicalLocation.region.startLine,
    }));
  };
  const sql = `${REWRITE[FILE]}CREATE INDEX "i" ON "orders" ("total");\n`;
  const before = await marks(sql);
  const after = await marks(`-- moved\n\nSELECT 1;\n${sql}`);
  expect(before.length).toBeGreaterThan(1);
  expect(after).toEqual(before.map(({ mark, line }) => ({ mark, line: Number(line) + 3 })));
});

interface SarifResult {
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly region: { readonly startLine: number } };
  }[];
}

test("no migrations: passes, says so, and never comments", async () => {
  const ran = await runOn(gate.shop.pull({ "README.md": "hello\n" }));
  expect(ran.exit).toBe(0);
  expect(ran.outputs).toMatchObject({ verdict: "pass", findings: "0", "worst-lock": "" });
  expect(ran.summary).toContain("no new migrations");
  expect(ran.commands).toEqual([]);
  expect(gate.github.writes).toEqual([]);
});

test("a harmless migration gets no comment, except where it is wanted always", async () => {
  const commits = gate.shop.pull(HARMLESS);
  expect((await runOn(commits)).exit).toBe(0);
  expect(gate.github.writes).toEqual([]);
  await runOn(commits, { comment: "always" });
  expect(gate.github.comments[0]?.body).toContain('standing="clean"');
});

test("posted, left alone, updated, turned green", async () => {
  await runOn(gate.shop.pull(REWRITE));
  // Another commit that changes no migration is no reason to write.
  const again = await runOn(gate.shop.pull({ "README.md": "hello\n" }));
  expect(again.outputs["comment-id"]).toBe("1000");
  expect(gate.github.writes).toHaveLength(1);
  await runOn(gate.shop.pull({ [FILE]: 'DROP TABLE "orders";\n' }));
  expect(gate.github.comments[0]?.body).toContain("drops-table");
  const fixed = await runOn(gate.shop.pull({ [FILE]: null, ...HARMLESS }));
  expect(fixed.exit).toBe(0);
  expect(gate.github.comments).toHaveLength(1);
  expect(gate.github.comments[0]?.body).toMatch(/standing="clean" -->\n### ✅ lockgate/);
});

test("when it gets worse, the old comment is folded and a new one posted", async () => {
  gate.shop.commit({
    "lockgate.config.yaml":
      "rules: {breaks-running-code: warning, rewrites-table: warning, rebuilds-index-under-lock: warning}\n",
  });
  const first = await runOn(gate.shop.pull(REWRITE));
  expect(first.exit).toBe(0);
  expect(gate.github.comments[0]?.body).toContain('standing="warning"');
  const worse = await runOn(
    gate.shop.pull({ "prisma/migrations/20261121_drop/migration.sql": 'DROP TABLE "orders";\n' }),
  );
  expect(worse.exit).toBe(1);
  expect(worse.outputs["comment-id"]).toBe("1001");
  expect(gate.github.comments.map(({ minimized }) => minimized)).toEqual([true, false]);
});

test("on an Enterprise Server, by the runner's own addresses", async () => {
  const on = (commits: PullRequestCommits) => {
    const trigger = pullRequest(commits);
    const env = { ...trigger.env, GITHUB_API_URL: `${gate.github.url}/api/v3` };
    return gate.run({ ...trigger, env }, gate.shop.checkout(commits.merge));
  };
  gate.shop.commit({ "lockgate.config.yaml": "rules: {drops-column: warning, breaks-running-code: off}\n" });
  const drop = { [FILE]: 'ALTER TABLE "orders" DROP COLUMN "org_id";\n' };
  await on(gate.shop.pull(drop));
  await on(gate.shop.pull(REWRITE));
  expect(gate.github.comments.map(({ minimized }) => minimized)).toEqual([true, false]);
  expect(gate.github.requests.every((line) => /^\w+ \/api\/(v3\/repos\/|graphql$)/.test(line))).toBe(true);
});

test("two gates of one repository keep a comment each", async () => {
  gate.shop.commit({
    "db/migrations/1_init.sql": "CREATE TABLE t (id int);\n",
    "lockgate.config.yaml": "targets: [{dir: db/migrations, tool: sql}]\n",
  });
  const commits = gate.shop.pull({ ...REWRITE, "db/migrations/2_drop.sql": "DROP TABLE t;\n" });
  const prisma = await runOn(commits, { path: "prisma/migrations", name: "prisma" });
  const plain = await runOn(commits, { path: "db/migrations", name: "plain <SQL> --" });
  expect([prisma, plain].map(({ outputs }) => outputs["comment-id"])).toEqual(["1000", "1001"]);
  await runOn(commits, { path: "prisma/migrations", name: "prisma" });
  expect(gate.github.writes).toHaveLength(2);
  expect(gate.github.comments.map(({ body }) => body.split("\n")[0])).toEqual([
    '<!-- lockgate:comment gate="prisma" standing="error" -->',
    '<!-- lockgate:comment gate="plain+%3CSQL%3E+-%2D" standing="error" -->',
  ]);
});

test("found behind 250 comments, one of them with our marker and another's name", async () => {
  const commits = gate.shop.pull(REWRITE);
  const first = await runOn(commits);
  const planted = gate.github.add(gate.github.comments[0]?.body ?? "", MALLORY);
  for (let index = 0; index < 250; index++) gate.github.add(`comment ${index}`, index % 2 ? MALLORY : BOT);
  gate.github.requests.length = 0;
  const again = await runOn(commits);
  expect(again.outputs["comment-id"]).toBe(first.outputs["comment-id"]);
  expect(gate.github.requests).toHaveLength(3);
  await runOn(gate.shop.pull({ [FILE]: null }));
  expect(planted.body).toContain('standing="error"');
  expect(gate.github.comments[0]?.body).toContain('standing="clean"');
});

test("a server error and a secondary limit are waited for", async () => {
  gate.github.troubles.push(
    { on: /^GET /, status: 502, message: "Bad Gateway" },
    {
      on: /^POST /,
      status: 403,
      headers: { "retry-after": "1" },
      message: "You have exceeded a secondary rate limit",
    },
  );
  const ran = await runOn(gate.shop.pull(REWRITE));
  expect(ran.exit).toBe(1);
  expect(gate.github.comments).toHaveLength(1);
});

test("a comment that cannot be written is a warning, never the verdict", async () => {
  gate.github.troubles.push({ on: /^POST /, status: 422, message: "Validation Failed" });
  const failing = await runOn(gate.shop.pull(REWRITE));
  expect(failing.exit).toBe(1);
  expect(failing.commands.at(-1)).toBe(
    "::warning::The pull request has no comment of lockgate: GitHub answered 422 (Validation Failed). The report is in the job summary.",
  );
});

test("comment: never asks GitHub nothing", async () => {
  expect((await runOn(gate.shop.pull(REWRITE), { comment: "never" })).exit).toBe(1);
  expect(gate.github.requests).toEqual([]);
});

test("remedies that fit in place are suggested once, in one review, where that is wanted", async () => {
  const index = (name: string) => ({
    [`prisma/migrations/20261120_${name}/migration.sql`]: `-- CreateIndex\nCREATE INDEX "${name}"\n  ON "orders" ("total");\n`,
  });
  const commits = gate.shop.pull({ ...index("one"), ...index("two"), ...REWRITE });
  await runOn(commits, { suggestions: "true" });
  const reviews = () => gate.github.writes.filter((line) => line.endsWith("/pulls/7/reviews")).length;
  expect(reviews()).toBe(1);
  expect(gate.github.reviewComments.map(({ path, line }) => `${path}:${line}`)).toEqual([
    "prisma/migrations/20261120_one/migration.sql:3",
    "prisma/migrations/20261120_two/migration.sql:3",
  ]);
  expect(gate.github.reviewComments[0]?.body).toMatch(/```suggestion\nCREATE INDEX CONCURRENTLY "one"/);
  await runOn(commits, { suggestions: "true" });
  expect(reviews()).toBe(1);
  await runOn(gate.shop.pull(index("three")), { suggestions: "true" });
  expect(gate.github.reviewComments).toHaveLength(3);
  await runOn(gate.shop.pull(index("four")));
  expect(gate.github.reviewComments).toHaveLength(3);
});

test("the repository's own rules judge, too, though lockgate is not installed in it", async () => {
  const rule = `import { defineRule, effectsOf } from "lockgate/rule";
export default defineRule({
  level: "error",
  summary: "It rewrites.",
  judge(analyzed) {
    const [because] = effectsOf(analyzed, "rewrite");
    return because && { message: "rewrites, as we do not wish", because };
  },
});
`;
  gate.shop.commit({
    "lockgate.config.yaml": "userRules: [db/rules]\nrules: {rewrites-table: off}\n",
    "db/rules/wishes-no-rewrite/rule.mjs": rule,
    "db/rules/wishes-no-rewrite/README.md": "# wishes-no-rewrite\n\nIt rewrites.\n",
  });
  const ran = await runOn(gate.shop.pull(REWRITE));
  expect(ran.exit).toBe(1);
  expect(gate.github.comments[0]?.body).toContain("rewrites, as we do not wish · `wishes-no-rewrite`");
});

test("what is not given leaves the decision to the config", async () => {
  gate.shop.commit({ "lockgate.config.yaml": "failOn: never\n" });
  const commits = gate.shop.pull(REWRITE);
  expect((await runOn(commits)).exit).toBe(0);
  expect((await runOn(commits, { "fail-on": "error" })).exit).toBe(1);
});

test("drift that is asked for needs a database", async () => {
  const ran = await runOn(gate.shop.pull(HARMLESS), { drift: "true" });
  expect(ran).toMatchObject({ exit: 4, outputs: { verdict: "incomplete" } });
  expect(ran.summary).toMatch(/Drift: .*not checked/);
});

test("mistakes of the user are said in one line and fail with 2", async () => {
  const commits = gate.shop.pull(REWRITE);
  const wrong = await runOn(commits, { comment: "sometimes" });
  expect(wrong.exit).toBe(2);
  expect(wrong.commands).toEqual(['::error::the input comment is "sometimes", not auto, always, never.']);
  expect((await runOn(commits, { "working-directory": "nowhere" })).exit).toBe(2);
});
