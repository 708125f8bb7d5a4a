import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadParser } from "../../sql/parse.ts";
import { LIMITS } from "../engines/shadow.ts";
import { errors, migration, observation, run, SCHEMA, skipReason, statements } from "./rehearse.testing.ts";

const cache = mkdtempSync(join(tmpdir(), "lockgate-rehearse-"));
beforeAll(loadParser);
afterAll(() => rmSync(cache, { recursive: true }));

test("a statement that never ends is cut off, and the rest is not rehearsed", async () => {
  const progress: string[] = [];
  const rehearsal = await run(
    [
      migration("schema", SCHEMA, { judged: false }),
      migration(
        "endless",
        "ALTER TABLE users ADD COLUMN a int;\nDO $$ BEGIN LOOP END LOOP; END $$;\nDROP TABLE users;",
      ),
      migration("later", "ALTER TABLE users ADD COLUMN b int;"),
    ],
    {
      limits: { ...LIMITS, statementMs: 3000 },
      onProgress: ({ stage, done, of }) => progress.push(`${stage} ${done}/${of}`),
    },
  );
  const [first, second, third] = statements(rehearsal, "endless");
  expect(observation(first)?.error).toBeNull();
  expect(skipReason(second)).toBe("it runs longer than 3 s");
  expect(skipReason(third)).toBe("the rehearsal ended at migrations/endless.sql:2: it runs longer than 3 s");
  expect(rehearsal.migrations.get("later")).toMatchObject({
    rehearsed: false,
    statements: [{ kind: "skipped", cause: "ended", reason: skipReason(third) }],
  });
  expect(progress).toEqual(["starting 0/3", "replaying 0/1", "rehearsing 0/2", "rehearsing 1/2"]);
});

test("memory is bounded", async () => {
  const rehearsal = await run(
    [migration("bomb", "SELECT array_agg(repeat(i::text, 10000)) FROM generate_series(1, 1000000) AS i;")],
    { limits: { ...LIMITS, megabytes: 500 } },
  );
  expect(rehearsal.migrations.get("bomb")).toMatchObject({
    rehearsed: false,
    statements: [{ kind: "skipped", cause: "ended", reason: "it needs more than 500 MB of memory" }],
  });
});

test("the state after the base is kept, found again, built upon, and not needed", async () => {
  // Slow enough to be worth keeping.
  const many = Array.from(
    { length: 150 },
    (_, at) => `CREATE TABLE t${at} (id int PRIMARY KEY, v text UNIQUE);`,
  ).join("\n");
  const base = [
    migration("schema", SCHEMA, { judged: false }),
    migration("many", many, { judged: false }),
    migration("bad", "CREATE EXTENSION pg_cron; SELECT cron.schedule('a'); GRANT SELECT ON t1 TO app;", {
      judged: false,
      transaction: "statement",
    }),
  ];
  const change = migration("change", "ALTER TABLE t7 ADD COLUMN a int; ALTER TABLE users ADD COLUMN a int;");
  const cold = await run([...base, change], { cache });
  expect(cold.fromSnapshot).toBe(false);
  expect(cold.baseFailures).toHaveLength(1);
  const [key = ""] = readdirSync(cache);
  expect(readdirSync(cache)).toHaveLength(1);

  const [warm, alsoWarm] = await Promise.all([
    run([...base, change], { cache }),
    run([...base, change], { cache }),
  ]);
  expect(warm).toEqual({ ...cold, fromSnapshot: true });
  expect(alsoWarm).toEqual(warm);

  const longer = await run(
    [
      ...base,
      migration("next", "DROP TABLE t9;", { judged: false }),
      migration("change", "ALTER TABLE t9 ADD COLUMN a int;"),
    ],
    { cache },
  );
  expect(longer.fromSnapshot).toBe(true);
  expect(errors(longer, "change")).toEqual(["42P01"]);

  writeFileSync(join(cache, key), "damaged");
  const damaged = await run([...base, change], { cache });
  expect(damaged).toEqual(cold);
}, 120_000);

test("an aborted rehearsal ends at once", async () => {
  const abort = new AbortController();
  const endless = run([migration("endless", "DO $$ BEGIN LOOP END LOOP; END $$;")], {
    signal: abort.signal,
    onProgress: ({ stage }) => {
      if (stage === "rehearsing") setTimeout(() => abort.abort(new Error("interrupted")), 200);
    },
  });
  await expect(endless).rejects.toThrow("interrupted");
});
