import type { GitHub } from "../comment/github.ts";
import type { JudgedRun } from "../comment/github-event.ts";

/**
 * The number of the open pull request that a workflow run belongs to, or null. By what GitHub says of the run, never by
 * what the run left behind: its head's branch, and its commit while that is still the newest. A run that was overtaken
 * belongs to none.
 */
export async function pullOfRun({ api, owner, repo }: GitHub, run: JudgedRun): Promise<number | null> {
  const pulls = await api.paginate("GET /repos/{owner}/{repo}/pulls", {
    owner,
    repo,
    state: "open",
    head: `${run.owner}:${run.branch}`,
    per_page: 100,
  });
  return pulls.find(({ head }) => head.sha === run.commit)?.number ?? null;
}
