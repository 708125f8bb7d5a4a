/** Makes the folder of a new rule, which passes no test until it is written: `npm run new-rule <id>`. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { HEADINGS } from "../src/proof/readme.ts";

const [id = ""] = process.argv.slice(2);
if (!/^[a-z]+(-[a-z]+)+$/.test(id))
  fail("npm run new-rule <id>: a third-person verb and its object, like drops-column");
const folder = new URL(`../rules/${id}/`, import.meta.url);
if (existsSync(folder)) fail(`rules/${id} exists`);

const [problem, safer, fine, ignore] = HEADINGS;

mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("rule.ts", folder),
  `import { defineRule, hazardsOf } from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "",
  judge(analyzed) {
    const [because] = hazardsOf(analyzed, "scan");
    if (because === undefined) return;
    return { message: "", because };
  },
});
`,
);
writeFileSync(
  new URL("README.md", folder),
  `# ${id}

One sentence: what happens, and to whom. It is the summary in rule.ts, too.

## ${problem}

\`\`\`sql given
\`\`\`

\`\`\`sql problem
\`\`\`

\`\`\`console
\`\`\`

## ${safer}

\`\`\`sql safer
\`\`\`

## ${fine}

\`\`\`sql fine
\`\`\`

## ${ignore}

`,
);
process.stdout.write(
  `rules/${id}: write rule.ts and README.md, then npm run generate and npx vitest run rules\n`,
);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
