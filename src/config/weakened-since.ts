import { existsSync, readFileSync } from "node:fs";
import type { Config } from "./config.ts";
import type { Before } from "./config-before.ts";
import type { Settings } from "./settings.ts";
import type { LevelOf } from "./weakened.ts";

/** What the change takes away from the gate that judges it, in whole sentences; `before` is what judged in `commit`. */
export async function weakenedSince(
  commit: string,
  before: Before,
  config: Config,
  {
    levelOf,
    settings,
  }: { readonly levelOf: LevelOf; readonly settings: Pick<Settings, "stats" | "queries"> },
): Promise<string[]> {
  const [{ weakened }, { widened }, { contentWeakened, newlyDeclared }] = await Promise.all([
    import("./weakened.ts"),
    import("./baseline-widened.ts"),
    import("./judged-by.ts"),
  ]);
  const baseline = existsSync(config.baseline) ? readFileSync(config.baseline, "utf8") : null;
  return [
    ...weakened(before.config, config.file, levelOf),
    ...(await newlyDeclared(before, config, commit)),
    ...(await contentWeakened(before, { config, settings }, commit)),
    ...widened(before.baseline, baseline),
  ].map(({ of, does }) => `This change weakens lockgate's own ${of}: it ${does}.`);
}
