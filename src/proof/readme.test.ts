import { expect, test } from "vitest";
import { parseReadme } from "./readme.ts";

const README = (stats: string) => `# a-rule

Says something.

\`\`\`sql problem
DROP TABLE a;
\`\`\`

\`\`\`json stats
${stats}
\`\`\`

\`\`\`sql fine
DROP TABLE b;
\`\`\`
`;

test("a snapshot is what the examples below it meet", () => {
  const { problems, fine, mistakes } = parseReadme(
    README(`{"schema": "lockgate/stats@2", "postgres": 18, "settings": {"lockTimeout": 0}, "tables": []}`),
  );
  expect(mistakes).toEqual([]);
  expect(problems.map(({ snapshot }) => snapshot)).toEqual([null]);
  expect(fine.map(({ snapshot }) => snapshot?.settings.lockTimeout)).toEqual([0]);
});

test("a snapshot that is none is a mistake of the README", () => {
  expect(parseReadme(README(`{"schema": "lockgate/stats@2", "postgres": 18}`)).mistakes).toEqual([
    expect.stringMatching(/^line 9: the block is not a snapshot of lockgate stats: settings /),
  ]);
});
