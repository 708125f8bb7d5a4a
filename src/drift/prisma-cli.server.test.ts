/** Prisma's own command line beside ours: what `prisma migrate status` says of each state, and what it passes over. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runPrisma } from "../../schema-tools/tools.ts";
import { commit, put } from "../migrations/temporary-repository.testing.ts";
import { deployPrisma, prismaFiles, SHOP } from "./deploy-prisma.testing.ts";
import { driftIn, mainWith } from "./drift.testing.ts";
import { TestServer } from "./test-server.testing.ts";

const at = new TestServer(15);

const REPOSITORY = {
  ...prismaFiles(),
  ".gitignore": "node_modules\n",
  "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
  "prisma.config.ts":
    'export default { schema: "prisma/schema.prisma", datasource: { url: process.env.DATABASE_URL } };\n',
};

const FIRST = "prisma/migrations/20250101000000_init/migration.sql";
const FAIL = `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs)
  VALUES ('x', 'y', '20250102000000_orders', 'ERROR: no')`;
const UP_TO_DATE = "Database schema is up to date!";

interface State {
  readonly deployed: number;
  readonly sql?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly gone?: string;
  /** Of `prisma migrate status`: its exit code, what it says, and what it does not. */
  readonly prisma: readonly [status: number, says: string, silent?: string];
  readonly ours: readonly string[];
}

test.each<[string, State]>([
  ["in sync", { deployed: 3, prisma: [0, UP_TO_DATE], ours: [] }],
  [
    "edited after it was applied",
    {
      deployed: 3,
      files: { [FIRST]: "CREATE TABLE users (id int);\n" },
      prisma: [0, UP_TO_DATE],
      ours: ["edited"],
    },
  ],
  [
    "a column changed by hand",
    {
      deployed: 3,
      sql: "ALTER TABLE users ALTER name TYPE varchar(9)",
      prisma: [0, UP_TO_DATE],
      ours: ["column public.users.name"],
    },
  ],
  [
    "one that only the database has",
    {
      deployed: 3,
      gone: "prisma/migrations/20250103000000_view",
      prisma: [0, UP_TO_DATE],
      ours: ["missing"],
    },
  ],
  ["pending", { deployed: 2, prisma: [1, "20250103000000_view"], ours: ["pending"] }],
  [
    "failed",
    {
      deployed: 1,
      sql: FAIL,
      gone: "prisma/migrations/20250103000000_view",
      prisma: [1, "migration have failed"],
      ours: ["failed"],
    },
  ],
  [
    "failed beside pending",
    {
      deployed: 1,
      sql: FAIL,
      prisma: [1, "have not yet been applied", "failed"],
      ours: ["failed", "pending"],
    },
  ],
  [
    // Prisma's engines up to 6.16 at least take the rolled back one for applied.
    "rolled back",
    {
      deployed: 1,
      sql: `${FAIL}; UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'`,
      gone: "prisma/migrations/20250103000000_view",
      prisma: [0, UP_TO_DATE],
      ours: ["pending"],
    },
  ],
  [
    "diverged",
    {
      deployed: 3,
      gone: "prisma/migrations/20250103000000_view",
      files: { "prisma/migrations/20250104000000_own/migration.sql": "SELECT 1;\n" },
      prisma: [1, "The last common migration is: 20250102000000_orders"],
      ours: ["diverged", "pending", "missing"],
    },
  ],
])("%s", async (_, { deployed, sql, files = {}, gone, prisma, ours }) => {
  await deployPrisma(at.live, SHOP.slice(0, deployed));
  if (sql !== undefined) expect((await at.live.exec(sql)).error).toBe(null);
  const root = mainWith(REPOSITORY);
  put(root, files);
  if (gone !== undefined) rmSync(join(root, gone), { recursive: true });
  commit(root);

  const [status, says, silent] = prisma;
  const theirs = await runPrisma(root, at.url, ["migrate", "status"]);
  expect(theirs).toEqual({ status, output: expect.stringContaining(says) });
  if (silent !== undefined) expect(theirs.output).not.toContain(silent);

  const { target, verdict } = await driftIn(root, [at.url]);
  const found = [
    ...target.history.items.map(({ kind }) => kind),
    ...target.catalog.differences.map(({ object, name }) => `${object} ${name}`),
  ];
  expect(found).toEqual(ours);
  expect(verdict).toBe(ours.length === 0 ? "clean" : "drifted");
});
