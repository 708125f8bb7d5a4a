import { existsSync, readFileSync } from "node:fs";
import type { Config } from "./config.ts";
import { configBefore } from "./config-before.ts";
import type { LevelOf } from "./weakened.ts";

/** What the change takes away from the gate that judges it, in whole sentences; nothing where nothing is compared. */
export async function weakenedSince(
  base: { readonly mergeBase: string } | null,
  config: Config,
  cwd: string,
  levelOf: LevelOf,
): Promise<string[]> {
  if (base === null) return [];
  const [{ weakened }, { widened }, { contentWeakened, declaredAnew }, before] = await Promise.all([
    import("./weakened.ts"),
    import("./baseline-widened.ts"),
    import("./judged-by.ts"),
    configBefore(config, cwd, base.mergeBase),
  ]);
  const baseline = existsSync(config.baseline) ? readFileSync(config.baseline, "utf8") : null;
  return [
    ...weakened(before.config, config.file, levelOf),
    ...(await declaredAnew(before, config, base.mergeBase)),
    ...(await contentWeakened(before, config, base.mergeBase)),
    ...widened(before.baseline, baseline),
  ];
}
