import * as core from "@actions/core";
import type { CheckResult } from "../check.ts";
import { keepComment } from "../comment/comment.ts";
import { draftOf } from "../comment/draft.ts";
import type { GitHub } from "../comment/github.ts";
import type { Event, PullRequest } from "../comment/github-event.ts";
import { isForbidden, whyRefused } from "../comment/github-refusal.ts";
import { gateName } from "../comment/marker.ts";
import { suggestionsOf } from "../comment/suggestions.ts";
import { ruleDocs } from "../judge/rule-docs.ts";
import { fails } from "../judge/verdict.ts";
import { render } from "../report/format.ts";
import type { Report } from "../report/report.ts";
import { PLAIN, type View } from "../report/view.ts";
import { addSummary, reportFolder, writeReport } from "./files.ts";
import type { Inputs } from "./inputs.ts";
import { log } from "./log.ts";
import { worstLock } from "./worst-lock.ts";

interface Around {
  readonly inputs: Inputs;
  readonly event: Event;
  readonly github: GitHub | null;
}

/** Says what was found: log, annotations, summary, outputs, comment. The exit code depends on none of them. */
export async function deliver(result: CheckResult, around: Around, env: NodeJS.ProcessEnv): Promise<number> {
  const { report, exit, said, failOn } = result;
  const rules = ruleDocs(result.rules);
  const view: View = { ...PLAIN, rules, fails: (level) => fails(level, failOn) };
  log([await render("pretty", report, { ...view, colour: true }), ...said].join("\n"));
  process.stdout.write(await render("github", report, view));
  await writeOutputs(report, view, env);
  addSummary(env, report);
  await comment(result, around);
  return exit;
}

async function writeOutputs(report: Report, view: View, env: NodeJS.ProcessEnv): Promise<void> {
  const folder = reportFolder(env);
  core.setOutput("verdict", report.verdict);
  core.setOutput("findings", report.findings.length);
  core.setOutput("worst-lock", worstLock(report) ?? "");
  core.setOutput("report-json", writeReport(folder, "report.json", await render("json", report, view)));
  core.setOutput("report-markdown", writeReport(folder, "report.md", await render("markdown", report, view)));
  core.setOutput("sarif-file", writeReport(folder, "report.sarif", await render("sarif", report, view)));
}

/** What cannot be written to the pull request never changes the verdict: the summary and the annotations say the same. */
async function comment(result: CheckResult, { inputs, event, github }: Around): Promise<void> {
  const { pull } = event;
  if (pull === null || (inputs.comment === "never" && !inputs.suggestions)) return;
  if (github === null) return log("No comment: the input github-token is empty.");
  const { report, base } = result;
  const judged = { commit: pull.head.sha, base, whole: "the job summary" };
  if (inputs.comment !== "never") {
    const draft = draftOf(report, gateName(inputs.gate), judged, inputs.comment === "always");
    await attempt(pull, "comment", async () => {
      const { outcome, id } = await keepComment(github.conversation(pull.number), draft);
      if (id !== null) core.setOutput("comment-id", id);
      log(id === null ? `Comment: ${outcome}.` : `Comment ${id}: ${outcome}.`);
    });
  }
  if (inputs.suggestions) {
    await attempt(pull, "suggestions", async () => {
      const count = await github.suggest(pull.number, pull.head.sha, suggestionsOf(report));
      if (count > 0) log(`Suggestions: ${count} posted.`);
    });
  }
}

async function attempt(pull: PullRequest, what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const why = `The pull request has no ${what} of lockgate: ${whyRefused(error)}. The report is in the job summary.`;
    if (pull.fork && isForbidden(error)) {
      core.notice(`${why} Pull requests from forks get a token that cannot write.`);
    } else core.warning(why);
  }
}
