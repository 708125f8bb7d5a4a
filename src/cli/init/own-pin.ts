import { setTimeout } from "node:timers/promises";
import { askGit } from "../../migrations/compare-with-base/git.ts";
import { VERSION } from "../../version.ts";
import type { Pin } from "./workflow.ts";

const PATIENCE_MILLISECONDS = 10_000;

/** lockgate's own repository. */
const REPOSITORY = "lockgate/lockgate";
const MAIN = "refs/heads/main";

/**
 * The commit of this very version, asked of GitHub, or of the main branch while the version has none; the version's tag
 * where GitHub cannot be reached.
 */
export async function ownPin(cwd: string): Promise<Pin> {
  const tag = `v${VERSION}`;
  const asked = askGit(cwd, ["ls-remote", `https://github.com/${REPOSITORY}`, tag, `${tag}^{}`, MAIN]);
  const listed = await Promise.race([asked, setTimeout(PATIENCE_MILLISECONDS, null, { ref: false })]);
  return pinIn(listed ?? "", tag);
}

/** @param listed the answer of `git ls-remote`: a commit, a tabulator and a name a line. */
export function pinIn(listed: string, tag: string): Pin {
  const commits = new Map(
    listed.split("\n").flatMap((line) => {
      const [, commit, name] = /^([0-9a-f]{40})\t(.+)$/.exec(line) ?? [];
      return commit === undefined || name === undefined ? [] : [[name, commit] as const];
    }),
  );
  // An annotated tag has a line for itself and one for the commit that it names.
  const ofTag = commits.get(`refs/tags/${tag}^{}`) ?? commits.get(`refs/tags/${tag}`);
  if (ofTag !== undefined) return { action: REPOSITORY, ref: ofTag, version: tag };
  const ofMain = commits.get(MAIN);
  if (ofMain !== undefined) return { action: REPOSITORY, ref: ofMain, version: "main" };
  return { action: REPOSITORY, ref: tag, version: null };
}
