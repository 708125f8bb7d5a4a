import manifest from "../package.json" with { type: "json" };

/** The version of lockgate. */
export const VERSION: string = manifest.version;

/** Tells one build from another: a digest of all code, which the bundler puts in its place. Null: from source. */
export const BUILD: string | null = builtAs("@@lockgate build@@");

function builtAs(digest: string): string | null {
  return /^[0-9a-f]{64}$/.test(digest) ? digest : null;
}

/** Where its defects are reported. */
export const ISSUES: string = manifest.bugs;
