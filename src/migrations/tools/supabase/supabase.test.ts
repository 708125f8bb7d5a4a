import { expect, test } from "vitest";
import { targetOf } from "../../find/discover.testing.ts";

const at = (name: string) => ({ [`supabase/migrations/${name}`]: "SELECT 1;" });

test("by file name, a file in one transaction; other names are passed over", async () => {
  const target = await targetOf({
    ...at("20260201000000_b.sql"),
    ...at("20260101000000_a.sql"),
    ...at("notes.sql"),
  });
  expect([target.tool, target.migrations.map(({ id, transaction }) => [id, transaction])]).toEqual([
    "supabase",
    [
      ["20260101000000_a", "file"],
      ["20260201000000_b", "file"],
    ],
  ]);
  expect(target.remarks.map(({ path }) => path)).toEqual(["supabase/migrations/notes.sql"]);
});

test("an old init at the beginning is passed over", async () => {
  const target = await targetOf({ ...at("20210101000000_init.sql"), ...at("20260201000000_b.sql") });
  expect(target.migrations.map(({ id }) => id)).toEqual(["20260201000000_b"]);
  const newer = await targetOf({ ...at("20220101000000_init.sql"), ...at("20260201000000_b.sql") });
  expect(newer.migrations).toHaveLength(2);
});

test("mixed 8- and 14-digit versions, and two of one", async () => {
  const target = await targetOf({
    ...at("20260101_a.sql"),
    ...at("20260101120000_b.sql"),
    ...at("20260101120000_c.sql"),
  });
  expect(target.unreadable.map(({ path, reason }) => [path, reason])).toEqual([
    [
      "supabase/migrations/20260101120000_c.sql",
      "has the same version as 20260101120000_b.sql (20260101120000): its row in the history fails, and with it the migration",
    ],
    [
      "supabase/migrations/20260101_a.sql",
      "has a date of 8 digits as its version, beside others of 14: tools do not agree on their order",
    ],
  ]);
});
