import manifest from "../package.json" with { type: "json" };

/** The version of lockgate. */
export const VERSION: string = manifest.version;

/** Where its defects are reported. */
export const ISSUES: string = manifest.bugs;
