import { afterAll, beforeAll, expect, test } from "vitest";
import { openShadow } from "../../shadow/engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../../shadow/engines/shadow.ts";
import { loadParser } from "../../sql/parse.ts";
import { describeChanges } from "./describe-changes.ts";
import { PRISMA_ADVICE } from "./prisma-advice.ts";
import { changesBy } from "./schema-changes.ts";

let shadow: Shadow;

beforeAll(async () => {
  await loadParser();
  shadow = await openShadow("pglite", { extensions: [], snapshot: null, live: null, limits: LIMITS });
  await shadow.session.exec(`CREATE TYPE mood AS ENUM ('glad', 'sad');
    CREATE TABLE people (id int PRIMARY KEY, name text, mood mood NOT NULL DEFAULT 'glad');
    CREATE VIEW names AS SELECT name FROM people;
    INSERT INTO people VALUES (1, NULL, 'sad')`);
});

afterAll(() => shadow.close());

async function told(script: string) {
  return describeChanges(
    await changesBy(
      script,
      { shadow, baseFailures: [], missingExtensions: [] },
      { schemas: null, ignore: [] },
    ),
    PRISMA_ADVICE,
  );
}

// Each script starts from where the one before it left the shadow.
test("an enum that Prisma replaces is one that changes", async () => {
  const script = `-- AlterEnum
BEGIN;
CREATE TYPE "mood_new" AS ENUM ('glad', 'calm');
ALTER TABLE "people" ALTER COLUMN "mood" DROP DEFAULT;
ALTER TABLE "people" ALTER COLUMN "mood" TYPE "mood_new" USING ("mood"::text::"mood_new");
ALTER TYPE "mood" RENAME TO "mood_old";
ALTER TYPE "mood_new" RENAME TO "mood";
DROP TYPE "public"."mood_old";
ALTER TABLE "people" ALTER COLUMN "mood" SET DEFAULT 'glad';
COMMIT;
`;
  expect((await told(script)).map(({ message }) => message)).toEqual([
    "enum public.mood: the migrations make it ('glad', 'sad'), the schema file says ('glad', 'calm')",
  ]);
});

test("rows that a migration brought are not in the way", async () => {
  expect(
    (await told('ALTER TABLE "people" ALTER COLUMN "name" SET NOT NULL;')).map(({ name }) => name),
  ).toEqual(["public.people.name"]);
});

test("a column of another type that is dropped and added again is one that changes", async () => {
  expect(
    await told('ALTER TABLE "people" DROP COLUMN "mood", ADD COLUMN "mood" INTEGER NOT NULL;'),
  ).toMatchObject([{ kind: "changed", object: "column", name: "public.people.mood" }]);
});

test("what does not run is told as it is, and the rest is told nevertheless", async () => {
  expect(
    await told('ALTER TABLE "people" DROP COLUMN "name";\nCREATE INDEX x ON people (mood);'),
  ).toMatchObject([
    { kind: "unexpected", name: "public.x" },
    {
      object: "statement",
      name: "ALTER TABLE",
      actual: 'ALTER TABLE "people" DROP COLUMN "name"',
      message:
        "the schema file asks for ALTER TABLE, which fails on what the migrations make: cannot drop column name of table people because other objects depend on it",
    },
  ]);
});

test("nothing is asked for", async () => {
  expect(await told("-- This is an empty migration.")).toEqual([]);
});
