import type { Base } from "../migrations/selection.ts";
import { BUDGET, renderMarkdown } from "../report/markdown.ts";
import { span } from "../report/markdown-text.ts";
import type { Report } from "../report/report.ts";
import type { Draft } from "./comment.ts";
import type { Standing } from "./marker.ts";

/** Of a comment's length, for the marker before the report and the line behind it. */
const AROUND = 1000;

/** What a comment says of the run besides its report. */
export interface Judged {
  /** The commit that the reader knows: the pull request's head, not the merge that was checked out. */
  readonly commit: string | null;
  readonly base: Base | null;
  /** The report is what a run of the pull request's own code says, which nobody has verified. */
  readonly byOwnRun?: boolean;
  /** Where readers find what a comment has no room for; default: "the whole report". */
  readonly whole?: string;
}

/**
 * The comment for a report. It is worth posting where somebody has to look at something; notes alone are not worth
 * anybody's attention and only stand in the job summary, as a warning of the whole repository does, which every pull request
 * would repeat.
 *
 * @param worthPosting post it in any case.
 */
export function draftOf(report: Report, gate: string, judged: Judged, worthPosting: boolean): Draft {
  const { error, suppressed, unanalyzed } = report.summary;
  const drifts = report.drift !== null && report.drift.verdict !== "clean";
  return {
    gate,
    standing: standingOf(report),
    worthPosting:
      worthPosting ||
      report.weakens === true ||
      drifts ||
      error + warningsOf(report) + suppressed + unanalyzed > 0,
    text: renderMarkdown(report, BUDGET - AROUND, judged.whole),
    judged: judgedLine(judged),
  };
}

function standingOf(report: Report): Standing {
  if (report.verdict !== "pass" || report.summary.error > 0) return "error";
  return warningsOf(report) > 0 ? "warning" : "clean";
}

/** Those of a place in the change. */
function warningsOf({ findings }: Report): number {
  return findings.filter(({ level, path }) => level === "warning" && path !== null).length;
}

/** Commits stand as bare text, which GitHub and GitLab link. */
function judgedLine({ commit, base, byOwnRun }: Judged): string {
  const of = commit === null ? "" : ` of commit ${commit}`;
  const against = base === null ? "" : `, against ${span(base.ref)} at ${base.tip}`;
  const by = byOwnRun ? ", as reported by the pull request's own run" : "";
  return `<sub>Judged: the migrations${of}${against}${by}</sub>`;
}
