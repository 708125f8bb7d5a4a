/**
 * The comment action: the second, privileged half of a pull request from a fork. The first half judged the fork's code
 * without any permission and left its report as an artifact; here nothing of the fork is run, and the report is text.
 */

import { resolve } from "node:path";
import * as core from "@actions/core";
import { keepComment } from "../comment/comment.ts";
import { draftOf } from "../comment/draft.ts";
import { connect } from "../comment/github.ts";
import { readJudgedRun } from "../comment/github-event.ts";
import { whyRefused } from "../comment/github-refusal.ts";
import { gateName } from "../comment/marker.ts";
import { readReport } from "../comment/report-file.ts";
import { UsageError } from "../migrations/failure.ts";
import { inputOf, oneOf } from "./inputs.ts";
import { log } from "./log.ts";
import { pullOfRun } from "./pull-of-run.ts";

export async function relay(env: NodeJS.ProcessEnv): Promise<number> {
  const token = inputOf(env, "github-token");
  const path = inputOf(env, "report");
  const always = oneOf("comment", inputOf(env, "comment") ?? "auto", ["auto", "always"]) === "always";
  const { GITHUB_API_URL: url = "https://api.github.com", GITHUB_REPOSITORY: repository } = env;
  if (path === undefined)
    throw new UsageError("the input report is missing", "It names the report.json of the artifact.");
  if (token === undefined || repository === undefined)
    throw new UsageError("the input github-token is empty");
  const judgedRun = readJudgedRun(env);
  if (judgedRun === null)
    throw new UsageError("this event names no run: the comment action works on workflow_run");
  const report = readReport(resolve(env.GITHUB_WORKSPACE ?? ".", path));
  const github = await connect({ url, token, repository }, log);
  try {
    const number = await pullOfRun(github, judgedRun);
    if (number === null) {
      log(`No open pull request has ${judgedRun.commit} as its newest commit: nothing to comment on.`);
      return 0;
    }
    const gate = gateName([inputOf(env, "name") ?? ""]);
    const judged = { commit: judgedRun.commit, base: null, byOwnRun: true, whole: "that run's job summary" };
    const draft = draftOf(report, gate, judged, always);
    const { outcome, id } = await keepComment(github.conversation(number), draft);
    if (id !== null) core.setOutput("comment-id", id);
    log(id === null ? `Comment: ${outcome}.` : `Comment ${id}: ${outcome}.`);
    return 0;
  } catch (error) {
    core.error(`The comment cannot be posted: ${whyRefused(error)}.`);
    return 4;
  }
}
