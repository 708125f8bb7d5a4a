import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../sql/parse.ts";
import { derive } from "./derive.ts";
import { createModel, markModel } from "./schema/model.ts";
import { applyStatement } from "./statements/statements.ts";

beforeAll(loadParser);

/** Why nothing shows what the last statement does, and the effects that no table has. */
function beyond(sql: string): string[] {
  const model = createModel({ complete: true });
  const context = { major: 18, timeZone: null, transaction: null };
  const { statements } = parseScript(`CREATE SEQUENCE s; CREATE TABLE t (id serial PRIMARY KEY); ${sql}`);
  return statements.flatMap(({ node }, at) => {
    if (at === 2) markModel(model);
    const { effects, gaps } = derive(node, model, context);
    applyStatement(model, node, context);
    if (at < statements.length - 1) return [];
    return [
      ...gaps.flatMap(({ reason, shownBy }) => (shownBy === "nothing" ? reason.replace(/ .*/, "") : [])),
      ...effects.flatMap((it) => {
        if (it.kind === "wait") return it.why;
        if (it.kind === "destroy") return `${it.what} ${it.name}`;
        return it.kind === "break" ? `${it.what} ${it.name} (${it.evidence})` : [];
      }),
    ];
  });
}

test.each<[string, string[]]>([
  ["SELECT pg_terminate_backend(pid) FROM pg_stat_activity", ["ends"]],
  ["SELECT pg_cancel_backend(1)", ["ends"]],
  ["SELECT dblink_exec('host=other', 'DROP TABLE t')", ["runs"]],
  ["SELECT cron.schedule('n', '0 3 * * *', 'DELETE FROM t')", ["plans"]],
  ["SELECT lo_import('/etc/passwd')", ["reads"]],
  ["COPY t FROM PROGRAM 'curl example.org'", ["runs"]],
  ["COPY t TO PROGRAM 'cat'", ["runs"]],
  ["LOAD 'auto_explain'", ["loads"]],
  ["ALTER SYSTEM SET work_mem = '1GB'", ["changes"]],
  ["DROP OWNED BY app CASCADE", ["drops"]],
  ["DROP DATABASE IF EXISTS prod", ["database prod"]],
  ["DELETE FROM pg_catalog.pg_attribute WHERE attname = 'id'", ["changes"]],
  ["UPDATE pg_index SET indisvalid = false", ["changes"]],
  ["LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE", ["changes"]],
  ["VACUUM FULL pg_class", ["changes"]],
  ["VACUUM pg_class", []],
  ["SELECT * FROM pg_class", []],
  ["CREATE TABLE pg_notes (id int); INSERT INTO pg_notes VALUES (1)", []],
  ["SELECT pg_sleep(2)", ["sleeps"]],
  ["SELECT pg_sleep_for('1 minute')", ["sleeps"]],
  ["SELECT setval('s', 1)", ["sequence set back public.s (catalogue)"]],
  ["SELECT setval('s', 500)", ["sequence set back public.s (assumed)"]],
  ["SELECT setval('s', (SELECT max(id) FROM t))", []],
  ["ALTER SEQUENCE s RESTART", ["sequence set back public.s (catalogue)"]],
  ["ALTER SEQUENCE s RESTART WITH 1000", ["sequence set back public.s (assumed)"]],
  ["ALTER SEQUENCE s INCREMENT 2", []],
  ["CREATE SEQUENCE n; SELECT setval('n', 1)", []],
])("%s", (sql, expected) => {
  const said = beyond(sql).filter((it) => !it.startsWith("rows") && !it.startsWith("some rows"));
  expect(said).toEqual(expected);
});
