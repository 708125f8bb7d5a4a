import type { RuleDocs } from "../report/view.ts";
import { loadRules, readmeOf } from "./load-rules.ts";

/** What there is to read on every rule that a report can name, by id. `userRules`: folders, absolute. */
export async function ruleDocs(userRules: readonly string[]): Promise<ReadonlyMap<string, RuleDocs>> {
  const rules = await loadRules(userRules);
  const read = await Promise.all(
    [...rules.values()].map(async (loaded): Promise<RuleDocs> => {
      const { level, summary } = loaded.rule;
      return { id: loaded.id, level, summary, readme: await readmeOf(loaded) };
    }),
  );
  return new Map(read.map((docs) => [docs.id, docs]));
}
