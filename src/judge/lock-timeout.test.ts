import { beforeAll, expect, test } from "vitest";
import { PSQL, placesAlone } from "../sql/deliver.ts";
import { loadParser, parseScript } from "../sql/parse.ts";
import { lockTimeoutsOf, milliseconds } from "./lock-timeout.ts";

beforeAll(() => loadParser());

test.each([
  ["200", 200],
  ["5s", 5_000],
  [" 1.5 min ", 90_000],
  ["0", 0],
  ["2h", 7_200_000],
  ["soon", null],
  ["5 parsecs", null],
])("%s", (text, value) => {
  expect(milliseconds(text)).toBe(value);
});

test.each([
  ["SET lock_timeout = '5s'; SELECT 1; RESET lock_timeout; SELECT 1", [5000, 5000, null, null]],
  ["SET lock_timeout TO 200; SET lock_timeout TO DEFAULT", [200, null]],
  ["SET LOCAL lock_timeout = 200; SELECT 1", [null, null]],
  ["BEGIN; SET LOCAL lock_timeout = 200; SELECT 1; COMMIT; SELECT 1", [null, 200, 200, 200, null]],
  ["SET lock_timeout = 0; SELECT 1; RESET ALL", [0, 0, null]],
  ["SELECT set_config('lock_timeout', '5s', false); SELECT 1; DISCARD ALL", [5000, 5000, null]],
  [
    "BEGIN; SELECT pg_catalog.set_config('LOCK_TIMEOUT', '200', true); COMMIT; SELECT 1",
    [null, 200, 200, null],
  ],
  ["SELECT set_config('search_path', '', false), set_config('lock_timeout', '1min', false)", [60_000]],
  ["SELECT set_config('lock_timeout', current_setting('app.t'), false); SELECT 1", [null, null]],
])("%s", (sql, timeouts) => {
  const { statements } = parseScript(sql);
  const places = placesAlone(statements, PSQL);
  const read = statements.map((statement, index) => ({
    statement,
    transaction: places[index]?.transaction ?? null,
  }));
  expect(lockTimeoutsOf(read, null)).toEqual(timeouts);
});
