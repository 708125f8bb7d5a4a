import manifest from "../package.json" with { type: "json" };

/** The version of lockgate. */
export const VERSION: string = manifest.version;
