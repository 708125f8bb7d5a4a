import { expect, test } from "vitest";
import { renderExplanation, renderRules } from "./explain.ts";
import { HOSTILE } from "./hostile.testing.ts";
import { PLAIN } from "./view.ts";

const readme = `# drops-column

Dropping a column destroys its data and
breaks code that still reads \`SELECT *\`.

## Problem

\`\`\`sql problem
ALTER TABLE users
  DROP COLUMN legacy;
\`\`\`

\`\`\`console
1  error  drops-column  drops users.legacy and what stands in it: the data is lost
   safer: release code that no longer uses it first
\`\`\`

\`\`\`sql problem prisma
ALTER TABLE "users" DROP COLUMN "legacy";
\`\`\`

## Safer

- First **stop reading** it, see [expand and contract](https://example.org/x); the words go on so far that the line is wrapped below the mark.
- Then drop it.
`;

test("a README reads well in a terminal", () => {
  expect(
    renderExplanation({ id: "drops-column", level: "error", summary: "", readme }, { ...PLAIN, columns: 70 }),
  ).toBe(`\
drops-column

Dropping a column destroys its data and breaks code that still reads
SELECT *.

Problem

    ALTER TABLE users
      DROP COLUMN legacy;

  lockgate says
    1  error  drops-column  drops users.legacy and what stands in
       it: the data is lost
       safer: release code that no longer uses it first

  with prisma
    ALTER TABLE "users" DROP COLUMN "legacy";

Safer

- First stop reading it, see expand and contract
  (https://example.org/x); the words go on so far that the line is
  wrapped below the mark.
- Then drop it.
`);
});

test("the list of rules is aligned and wrapped", () => {
  const rules = [
    { id: "drops-column", level: "error", summary: "Dropping a column destroys its data." },
    { id: "is-not-atomic", level: "note", summary: "A failure leaves it half done." },
  ];
  expect(renderRules(rules, { ...PLAIN, columns: 52 })).toBe(`\
drops-column   error  Dropping a column destroys its
                      data.
is-not-atomic  note   A failure leaves it half done.
`);
});

test.each(HOSTILE)("nothing that a terminal obeys comes out of %j", (text) => {
  const shown = renderExplanation(
    { id: "x", level: "note", summary: text, readme: `# ${text}\n\n${text}\n\n- ${text}` },
    PLAIN,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\ufeff]/);
});
