import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../../src/sql/parse.ts";
import { judge } from "./judge.ts";

beforeAll(loadParser);

/**
 * Migrations in the shapes that public repositories show most, one shape a file: figures as in fixtures/corpus.json,
 * where a report is compared with what PostgreSQL does.
 */
test("the shapes of real migrations are reported as PostgreSQL runs them, and nothing else is", async () => {
  const { figures, differences, unanalyzed } = await judge(join(import.meta.dirname, "shapes"));
  expect({ differences, unanalyzed }).toEqual({ differences: [], unanalyzed: [] });
  expect(figures).toEqual({
    migrations: 11,
    statements: 40,
    flagged: 8,
    expected: 8,
    harmless: 3,
    falsePositives: 0,
    blocking: 5,
    blockingReported: 5,
    destroying: 3,
    destroyingReported: 3,
    reported: 14,
    confirmed: 14,
    findings: {
      "blocks-writes-while-indexing error": 2,
      "breaks-running-code error": 2,
      "breaks-running-code note": 1,
      "changes-many-rows warning": 1,
      "drops-column error": 2,
      "drops-table error": 1,
      "is-not-atomic note": 9,
      "locks-referenced-table note": 4,
      "loses-statistics warning": 2,
      "rewrites-table error": 2,
      "scans-under-lock error": 2,
    },
    unanalyzed: 0,
  });
});
