import { setTimeout } from "node:timers/promises";
import { askGit } from "../../migrations/git.ts";
import { VERSION } from "../../version.ts";
import type { Pin } from "./workflow.ts";

const PATIENCE_MILLISECONDS = 10_000;

/** lockgate's own repository. */
const REPOSITORY = "lockgate/lockgate";

/** The commit of this very version, asked of GitHub; its tag where GitHub cannot be reached. */
export async function ownPin(cwd: string): Promise<Pin> {
  const tag = `v${VERSION}`;
  const asked = askGit(cwd, ["ls-remote", "--tags", `https://github.com/${REPOSITORY}`, tag, `${tag}^{}`]);
  const listed = await Promise.race([asked, setTimeout(PATIENCE_MILLISECONDS, null, { ref: false })]);
  const lines = (listed ?? "").split("\n").map((line) => line.split("\t"));
  // An annotated tag has a line for itself and one for the commit that it names.
  const [commit] = lines.find(([, name]) => name?.endsWith("^{}")) ?? lines[0] ?? [];
  return commit && /^[0-9a-f]{40}$/.test(commit)
    ? { action: REPOSITORY, ref: commit, version: tag }
    : { action: REPOSITORY, ref: tag, version: null };
}
