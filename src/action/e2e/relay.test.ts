import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HOSTILE } from "../../report/hostile.testing.ts";
import { pullRequest, workflowRun } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import { REWRITE } from "./shop.testing.ts";

const gate = useGate();
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "lockgate-relay-"));
  mkdirSync(join(workspace, "artifact"));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

/** What a fork's run found, as its artifact. */
async function judged(): Promise<{ report: string; head: string }> {
  const commits = gate.shop.pull(REWRITE);
  const trigger = pullRequest(commits, { fork: true });
  const ran = await gate.run(trigger, gate.shop.checkout(commits.merge), { comment: "never" });
  gate.github.pulls.push({ number: 7, head: { label: "mallory:feature", sha: commits.head } });
  return { report: ran.file("report-json"), head: commits.head };
}

function relay(head: string, text: string | null) {
  if (text !== null) writeFileSync(join(workspace, "artifact/report.json"), text);
  return gate.run(workflowRun(head), workspace, { report: "artifact/report.json" });
}

test("the report of a fork's run becomes a comment on its pull request", async () => {
  const { report, head } = await judged();
  expect((await relay(head, report)).outputs).toEqual({ "comment-id": "1000" });
  const body = gate.github.comments[0]?.body ?? "";
  expect(body).toContain("rewrites `orders` under ACCESS EXCLUSIVE");
  expect(body.split("\n").at(-1)).toBe(
    `<sub>Judged: the migrations of commit ${head}, as reported by the pull request's own run</sub>`,
  );
  await relay(head, report);
  expect(gate.github.writes).toHaveLength(1);
});

test("a run that was overtaken, and one of another's branch, are not commented on", async () => {
  const { report, head } = await judged();
  const [pull] = gate.github.pulls;
  if (pull) pull.head.sha = "f".repeat(40);
  const late = await relay(head, report);
  expect(late.exit).toBe(0);
  expect(late.stdout).toContain("No open pull request has");
  gate.github.pulls.splice(0, 1, { number: 8, head: { label: "alice:feature", sha: head } });
  await relay(head, report);
  expect(gate.github.writes).toEqual([]);
});

test("whatever the artifact holds, it is refused or shown as text", async () => {
  const { report, head } = await judged();
  const changed = (change: object) => JSON.stringify({ ...JSON.parse(report), ...change });
  for (const text of [
    "",
    "[]",
    "{}",
    changed({ verdict: "great" }),
    changed({ extra: 1 }),
    changed({ lockgate: "0 @octocat" }),
    changed({ findings: [{}] }),
  ]) {
    const ran = await relay(head, text);
    expect(ran.exit, text).toBe(2);
  }
  rmSync(join(workspace, "artifact/report.json"));
  symlinkSync("/etc/passwd", join(workspace, "artifact/report.json"));
  expect((await relay(head, null)).commands[0]).toContain("is not a file");
  rmSync(join(workspace, "artifact/report.json"));
  expect((await relay(head, null)).exit).toBe(2);
  expect(gate.github.comments).toEqual([]);

  const hostile = JSON.parse(report);
  for (const finding of hostile.findings) finding.message = HOSTILE.join(" ");
  hostile.remarks = [...HOSTILE];
  await relay(head, JSON.stringify(hostile));
  const body = gate.github.comments[0]?.body ?? "";
  const outside = body.replace(/(`+)[\s\S]*?\1/g, "");
  expect(outside.match(/<!--/g)).toHaveLength(1);
  expect(outside).not.toMatch(/@octocat|<script/);
});
