import type { RuleDocs } from "../report/view.ts";
import { WRONG_IGNORES } from "./ignore.ts";
import { loadRules, readmeOf } from "./load-rules.ts";

/** What there is to read on every rule that a report can name, by id. `userRules`: folders, absolute. */
export async function ruleDocs(userRules: readonly string[]): Promise<ReadonlyMap<string, RuleDocs>> {
  const rules = await loadRules(userRules);
  const read = await Promise.all(
    [...rules.values()].map(async (loaded): Promise<RuleDocs> => {
      return { id: loaded.id, summary: loaded.rule.summary, readme: await readmeOf(loaded) };
    }),
  );
  const ignores = Object.entries(WRONG_IGNORES).map(
    ([id, summary]): RuleDocs => ({ id, summary, readme: "" }),
  );
  return new Map([...read, ...ignores].map((docs) => [docs.id, docs]));
}
