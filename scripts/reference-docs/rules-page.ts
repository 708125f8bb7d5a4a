import { listRules } from "../../src/judge/rule-docs.ts";
import { RUN_RULES } from "../../src/judge/run-rule.ts";
import { table } from "../locks-doc/markdown.ts";

const HEAD = `<!-- Written by scripts/write-rules-doc.ts from the rules: npm run generate. -->

# Rules

A rule judges what PostgreSQL does, not how a statement is written: it sees the effects of a statement, whether they were
derived from the text or seen in the rehearsal, and says which are not acceptable. \`lockgate explain <rule>\` shows a page
of these in the terminal. Each page's examples are run as tests, and on a real server the problem shows the effect and
the safer form reaches the same schema without it.

The level is the one without facts about production: with a [snapshot](../docs/production.md) a small table makes a long
lock a note, a big or busy one makes it weigh more. The [config](../docs/config.md#rules) sets another; an
[ignore](../docs/adoption.md#answer-a-finding) answers one finding.`;

/** rules/README.md, whole. */
export async function rulesPage(): Promise<string> {
  const rules = [...(await listRules()).values()].map(({ id, level, summary }) => {
    const isOfRun = (RUN_RULES as readonly string[]).includes(id);
    return { isOfRun, row: [`[${id}](${id}/README.md)`, level, summary.replaceAll("|", "\\|")] };
  });
  const rows = (ofRun: boolean) =>
    table(
      ["rule", "level", "what it says"],
      rules.filter(({ isOfRun }) => isOfRun === ofRun).map(({ row }) => row),
    );
  return `${[
    HEAD,
    `## Of migrations\n\n${rows(false)}`,
    `## Of ignores, the baseline, merged files and the database\n\n${rows(true)}`,
  ].join("\n\n")}\n`;
}
