import { beforeAll, describe, expect, test } from "vitest";
import { targetOf } from "../migrations/find/discover.testing.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { schedule } from "./schedule.ts";

beforeAll(loadParser);

/** The places in the words of a table: the number of its transaction or "-", "~" undone, "!" refused. */
async function placesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { migrations } = await targetOf(files);
  const parsed = migrations.map((migration) => {
    return { migration, script: parseScript(migration.sql), judged: true };
  });
  return schedule(parsed, "one change").map(({ places }) =>
    places
      .map(({ transaction, undoneBy, refused }) => {
        return `${transaction ?? "-"}${undoneBy ? "~" : ""}${refused ? "!" : ""}`;
      })
      .join(" "),
  );
}

type Case = [title: string, first: string, second: string, places: readonly [string, string]];

/** Two new files of a tool, and the transaction of each of their statements. */
function across(
  tool: string,
  layout: (first: string, second: string) => Record<string, string>,
  cases: Case[],
) {
  describe(`transactions across files: ${tool}`, () => {
    test.each(cases)("%s", async (_, first, second, places) => {
      expect(await placesOf(layout(first, second))).toEqual(places);
    });
  });
}

const BREAK = "--> statement-breakpoint";

across(
  "Drizzle",
  (first, second) => ({
    "drizzle/meta/_journal.json": JSON.stringify({
      dialect: "postgresql",
      entries: [
        { idx: 0, version: "7", when: 1, tag: "0000_a", breakpoints: true },
        { idx: 1, version: "7", when: 2, tag: "0001_b", breakpoints: true },
      ],
    }),
    "drizzle/0000_a.sql": first,
    "drizzle/0001_b.sql": second,
  }),
  [
    ["all that is pending is one", `SELECT 1;${BREAK}\nSELECT 2;`, "SELECT 3;", ["0 0", "0"]],
    [
      "a COMMIT ends it for later files, too",
      "SELECT 1; COMMIT;",
      `SELECT 2;${BREAK}\nSELECT 3;`,
      ["0 0", "- -"],
    ],
    [
      "behind a COMMIT each piece is a query",
      "COMMIT;",
      `SELECT 1;${BREAK}\nSELECT 2; SELECT 3;`,
      ["0", "- 1 1"],
    ],
    [
      "what follows a COMMIT in its piece is one",
      "SELECT 1; COMMIT; SELECT 2; SELECT 3;",
      "SELECT 4;",
      ["0 0 1 1", "-"],
    ],
    ["BEGIN after COMMIT is open for later files", "COMMIT; BEGIN; SELECT 1;", "SELECT 2;", ["0 1 1", "1"]],
    [
      "a savepoint is taken back",
      "SAVEPOINT a; SELECT 1; ROLLBACK TO a; SELECT 2;",
      "SELECT 3;",
      ["0 0~ 0 0", "0"],
    ],
    [
      "ROLLBACK takes back the first file as well",
      "SELECT 1;",
      "SELECT 2; ROLLBACK; SELECT 3;",
      ["0~", "0~ 0 1"],
    ],
    ["COMMIT AND CHAIN", "SELECT 1; COMMIT AND CHAIN; SELECT 2;", "SELECT 3;", ["0 0 1", "1"]],
  ],
);

const prisma = (version: string) => (first: string, second: string) => ({
  "package.json": JSON.stringify({ devDependencies: { prisma: version } }),
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"',
  "prisma/migrations/20250101000000_a/migration.sql": first,
  "prisma/migrations/20250102000000_b/migration.sql": second,
});

across("Prisma 6, one query a file", prisma("6.10.0"), [
  ["a file each", "SELECT 1; SELECT 2;", "SELECT 3; SELECT 4;", ["0 0", "1 1"]],
  ["one statement commits by itself", "SELECT 1;", "SELECT 2;", ["-", "-"]],
  [
    "behind a COMMIT the rest is another",
    "SELECT 1; COMMIT; SELECT 2; SELECT 3;",
    "SELECT 4;",
    ["0 0 1 1", "-"],
  ],
  ["also where the rest is one statement", "SELECT 1; COMMIT; VACUUM;", "SELECT 2;", ["0 0 1", "-"]],
  [
    "BEGIN takes in what stands before it",
    "SELECT 1; BEGIN; SELECT 2; COMMIT;",
    "SELECT 3;",
    ["0 0 0 0", "-"],
  ],
  ["no savepoints without BEGIN", "SAVEPOINT a; SELECT 1; ROLLBACK TO a;", "SELECT 2;", ["0! 0 0!", "-"]],
  ["nor COMMIT AND CHAIN", "SELECT 1; COMMIT AND CHAIN; SELECT 2;", "SELECT 3;", ["0 0! 0", "-"]],
  ["ABORT takes back", "SELECT 1; ABORT; SELECT 2;", "SELECT 3;", ["0~ 0 1", "-"]],
]);

across("Prisma 7.8, statement by statement", prisma("7.8.0"), [
  ["each commits by itself", "SELECT 1; SELECT 2;", "SELECT 3;", ["- -", "-"]],
  [
    "but for BEGIN and COMMIT",
    "SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3;",
    "SELECT 4;",
    ["- 0 0 0 -", "-"],
  ],
  ["COMMIT without BEGIN", "SELECT 1; COMMIT; SELECT 2;", "SELECT 3;", ["- - -", "-"]],
]);

across(
  "Prisma of unknown version",
  (first, second) => {
    const { "package.json": _, ...files } = prisma("")(first, second);
    return files;
  },
  [
    ["locks are held to the end of the file", "SELECT 1; SELECT 2;", "SELECT 3;", ["0 0", "-"]],
    [
      "what refuses a transaction has none",
      "SELECT 1; SELECT 2; VACUUM; SELECT 3;",
      "SELECT 4;",
      ["0 0 - -", "-"],
    ],
  ],
);

across(
  "golang-migrate",
  (first, second) => ({
    "migrations/1_a.up.sql": first,
    "migrations/2_b.up.sql": second,
  }),
  [
    ["a file each", "SELECT 1; SELECT 2;", "SELECT 3; SELECT 4;", ["0 0", "1 1"]],
    ["BEGIN and COMMIT in the file", "BEGIN; SELECT 1; COMMIT;", "SELECT 2;", ["0 0 0", "-"]],
    [
      "between two of them",
      "BEGIN; SELECT 1; COMMIT; SELECT 2; BEGIN; SELECT 3; COMMIT;",
      "SELECT 4;",
      ["0 0 0 1 1 1 1", "-"],
    ],
  ],
);

across(
  "dbmate",
  (first, second) => ({
    "db/migrations/1_a.sql": `-- migrate:up\n${first}\n-- migrate:down\n`,
    "db/migrations/2_b.sql": `-- migrate:up transaction:false\n${second}\n-- migrate:down\n`,
  }),
  [
    ["BEGIN around the one, not the other", "SELECT 1;", "SELECT 2;", ["0", "-"]],
    [
      "without it several statements are a transaction all the same",
      "SELECT 1;",
      "SELECT 2; VACUUM;",
      ["0", "1 1"],
    ],
    [
      "a second up part is a transaction of its own",
      "SELECT 1;\n-- migrate:down\n-- migrate:up\nSELECT 2;",
      "SELECT 3;",
      ["0 1", "-"],
    ],
    ["behind a COMMIT the rest is a query's", "SELECT 1; COMMIT; SELECT 2;", "SELECT 3;", ["0 0 1", "-"]],
    ["savepoints", "SAVEPOINT a; SELECT 1; RELEASE a; ROLLBACK TO a;", "SELECT 3;", ["0 0 0 0!", "-"]],
  ],
);

const BLOCK = (sql: string) => `-- +goose StatementBegin\n${sql}\n-- +goose StatementEnd\n`;

across(
  "goose",
  (first, second) => ({
    "migrations/1_a.sql": `-- +goose Up\n${first}\n-- +goose Down\n`,
    "migrations/2_b.sql": `-- +goose NO TRANSACTION\n-- +goose Up\n${second}\n-- +goose Down\n`,
  }),
  [
    [
      "each statement, and all in a transaction",
      "SELECT 1;\nSELECT 2;",
      "SELECT 3;\nSELECT 4;",
      ["0 0", "- -"],
    ],
    [
      "a block is one query",
      "SELECT 1;",
      `SELECT 2;\n${BLOCK("SELECT 3;\nSELECT 4;")}SELECT 5;`,
      ["0", "- 1 1 -"],
    ],
    ["of one statement it is none", "SELECT 1;", BLOCK("VACUUM"), ["0", "-"]],
    ["goose splits at the ends of lines", "SELECT 1;", "SELECT 2; SELECT 3;\nSELECT 4;", ["0", "1 1 -"]],
    [
      "a COMMIT leaves the rest without",
      "SELECT 1;\nCOMMIT;\nSELECT 2;\nSELECT 3;",
      "SELECT 4;",
      ["0 0 - -", "-"],
    ],
  ],
);

across(
  "Flyway, which says BEGIN again",
  (first, second) => ({
    "db/migration/V1__a.sql": first,
    "db/migration/V2__b.sql": second,
  }),
  [
    ["a file each", "SELECT 1; SELECT 2;", "SELECT 3;", ["0 0", "1"]],
    ["behind a COMMIT as well", "SELECT 1; COMMIT; SELECT 2; SELECT 3;", "SELECT 4;", ["0 0 1 1", "2"]],
    ["without a transaction", "VACUUM; VACUUM;", "SELECT 1;", ["- -", "0"]],
  ],
);

const supabase = (version: string) => (first: string, second: string) => ({
  "package.json": JSON.stringify({ devDependencies: { supabase: version } }),
  "supabase/migrations/1_a.sql": first,
  "supabase/migrations/2_b.sql": second,
});

across("Supabase before 2.109, one pipeline a file", supabase("2.98.2"), [
  ["a file each", "SELECT 1; SELECT 2;", "SELECT 3;", ["0 0", "-"]],
  ["what comes first commits at once", "VACUUM; SELECT 1; SELECT 2;", "SELECT 3;", ["- 0 0", "-"]],
  ["later it is refused", "SELECT 1; VACUUM;", "SELECT 2;", ["0 0", "-"]],
  [
    "behind a COMMIT it is the first again",
    "SELECT 1; COMMIT; VACUUM; SELECT 2;",
    "SELECT 3;",
    ["0 0 - 1", "-"],
  ],
]);

across("Supabase", supabase("2.115.0"), [
  [
    "runs some statements alone",
    "SELECT 1; SELECT 2; VACUUM; SELECT 3; SELECT 4;",
    "SELECT 5;",
    ["0 0 - 1 1", "-"],
  ],
  ["and others not", "SELECT 1; DROP DATABASE a;", "SELECT 2;", ["0 0", "-"]],
]);

across("psql", (first, second) => ({ "migrations/1.sql": first, "migrations/2.sql": second }), [
  ["each commits by itself", "SELECT 1; SELECT 2;", "SELECT 3;", ["- -", "-"]],
  ["what a file leaves open is not committed", "BEGIN; SELECT 1;", "SELECT 2;", ["0~ 0~", "-"]],
  [
    "PREPARE TRANSACTION ends it",
    "BEGIN; SELECT 1; PREPARE TRANSACTION 'a'; COMMIT PREPARED 'a';",
    "SELECT 2;",
    ["0 0 0 -", "-"],
  ],
  [
    "a savepoint within",
    "BEGIN; SAVEPOINT a; SELECT 1; SAVEPOINT b; SELECT 2; ROLLBACK TO b; SELECT 3; ROLLBACK TO a; END;",
    "SELECT 4;",
    ["0 0 0~ 0~ 0~ 0~ 0~ 0 0", "-"],
  ],
]);
