import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../sql/parse.ts";
import { observeEach } from "./observe-each.ts";
import { observation, skipReason } from "./rehearse.testing.ts";

beforeAll(loadParser);

test("each statement is watched on the given schema, and leaves no trace for the next one", async () => {
  const schema = parseScript(
    "CREATE TABLE t (id int PRIMARY KEY, n int); CREATE INDEX CONCURRENTLY old ON t (n);",
  );
  const script = parseScript(`ALTER TABLE t ALTER COLUMN n TYPE bigint;
    DROP TABLE t;
    CREATE INDEX CONCURRENTLY by_n ON t (n);
    DROP INDEX CONCURRENTLY by_n;
    BEGIN;
    ALTER TABLE t ADD COLUMN a int;
    COMMIT;
    CREATE TABLE made (id int);
    ALTER TABLE made ADD COLUMN b int;
    ALTER TABLE nowhere ADD COLUMN b int;
    COPY t TO PROGRAM 'id';
    VACUUM t;`);
  const { statements, schemaFailures } = await observeEach({
    shadow: "pglite",
    schema,
    script,
    needs: ({ index }) => (index === 8 ? script.statements.slice(7, 8) : []),
    live: null,
  });
  expect(schemaFailures).toEqual([]);
  expect(statements.map(({ index }) => index)).toEqual(script.statements.map(({ index }) => index));
  const failed = statements.filter((one) => observation(one)?.error);
  expect(failed.map((one) => [one.index, observation(one)?.error?.sqlstate])).toEqual([
    // The index that it drops is made by another statement, which it was not said to need.
    [3, "42704"],
    [9, "42P01"],
  ]);
  const [type, drop, concurrently, , , add, , , made] = statements;
  expect(observation(type)?.rewrites).toHaveLength(1);
  expect(observation(drop)?.dropped).toContainEqual({ relation: "public.t", kind: "r" });
  expect(concurrently).toMatchObject({ locksObserved: false });
  expect(observation(concurrently)?.builds).toEqual([{ relation: "public.t", index: "public.by_n" }]);
  expect(observation(add)?.locks).toEqual([{ relation: "public.t", kind: "r", mode: "ACCESS EXCLUSIVE" }]);
  expect(observation(made)?.error).toBeNull();
  expect(skipReason(statements[10])).toBe("it runs a program on the server");
});
