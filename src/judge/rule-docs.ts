import type { Level } from "../rule.ts";
import { type LoadedRule, readmeOf } from "./load-rules.ts";

/** What a rule's folder says of it. */
export interface RuleDocs {
  readonly id: string;
  readonly level: Level;
  readonly summary: string;
  /** Its README, Markdown. */
  readonly readme: string;
}

/** What there is to read on every rule that a report can name, by id. */
export async function ruleDocs(
  rules: ReadonlyMap<string, LoadedRule>,
): Promise<ReadonlyMap<string, RuleDocs>> {
  const read = await Promise.all(
    [...rules.values()].map(async (loaded): Promise<RuleDocs> => {
      const { level, summary } = loaded.rule;
      return { id: loaded.id, level, summary, readme: await readmeOf(loaded) };
    }),
  );
  return new Map(read.map((docs) => [docs.id, docs]));
}
