/** A label on the pull request that turns errors into warnings, set by somebody who may. */
import type { CheckResult } from "../check.ts";
import type { GitHub } from "../comment/github.ts";
import type { Event, PullRequest } from "../comment/github-event.ts";
import { whyRefused } from "../comment/github-refusal.ts";
import { EXIT_CODES, type FailOn, verdictOf } from "../judge/verdict.ts";
import type { Report } from "../report/report.ts";

/** Who set the label, and whether it counts. Null: the pull request does not carry it. */
export interface Approval {
  readonly label: string;
  readonly by: string;
  /** Why it does not count, as the end of a sentence about the setter, or null. */
  readonly refused: string | null;
}

// `triage` may set labels, too, but not write: it is not a writer.
const WRITERS: readonly string[] = ["admin", "maintain", "write"];

/** The result, with the label that the base branch's config names taken into account. */
export async function approve(
  result: CheckResult,
  { pull }: Event,
  github: GitHub | null,
): Promise<CheckResult> {
  const { report, overrideLabel: label, failOn, exit } = result;
  if (report.summary.error === 0 || label === null || github === null || pull === null) return result;
  try {
    const approval = await findApproval(github, pull, label);
    if (approval === null) return result;
    const approved = withApproval(report, approval, failOn);
    return { ...result, report: approved, exit: exit === 3 ? exit : EXIT_CODES[approved.verdict] };
  } catch (error) {
    return { ...result, report: said(report, `The label ${label} was not checked: ${whyRefused(error)}.`) };
  }
}

/** Asks GitHub: the event of a run that is repeated knows only the labels of its first time. */
export async function findApproval(
  { api, owner, repo }: GitHub,
  pull: PullRequest,
  label: string,
): Promise<Approval | null> {
  const request = { owner, repo, issue_number: pull.number, per_page: 100 };
  const events = await api.paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/events", request);
  const last = events
    .filter((event) => event.event === "labeled" || event.event === "unlabeled")
    .filter((event) => "label" in event && event.label?.name === label)
    .at(-1);
  if (last === undefined || last.event === "unlabeled") return null;
  const by = last.actor?.login ?? "ghost";
  if (by === pull.author) return { label, by, refused: "is the author" };
  if (last.actor?.type !== "User") return { label, by, refused: "is not a person" };
  const { data } = await api.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
    owner,
    repo,
    username: by,
  });
  const writes = WRITERS.includes(data.permission);
  return { label, by, refused: writes ? null : "may not write to this repository" };
}

/** The report with its errors as warnings where the label counts, and in any case with a word about it. */
export function withApproval(report: Report, approval: Approval, failOn: FailOn): Report {
  const { label, by, refused } = approval;
  const { error, warning } = report.summary;
  if (refused !== null) {
    return said(report, `The label ${label} does not count: ${by}, who set it, ${refused}.`);
  }
  if (error === 0) return report;
  const findings = report.findings.map((finding) =>
    finding.level === "error" ? { ...finding, level: "warning" as const } : finding,
  );
  const count = error === 1 ? "1 error is a warning" : `${error} errors are warnings`;
  return said(
    {
      ...report,
      findings,
      verdict: verdictOf({ ...report, findings }, failOn),
      summary: { ...report.summary, error: 0, warning: warning + error },
    },
    `${count}, because ${by} set the label ${label}.`,
  );
}

function said(report: Report, remark: string): Report {
  return { ...report, remarks: [remark, ...report.remarks] };
}
