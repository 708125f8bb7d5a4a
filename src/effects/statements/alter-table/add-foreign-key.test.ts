import { beforeAll, expect, test } from "vitest";
import { loadParser, parseScript } from "../../../sql/parse.ts";
import { derive } from "../../derive.ts";
import { createModel } from "../../schema/model.ts";
import { applyStatement } from "../statements.ts";

beforeAll(loadParser);

const TABLES = `CREATE TABLE orgs (id int PRIMARY KEY, other int UNIQUE);
  CREATE TABLE events (id int, org_id int) PARTITION BY RANGE (id);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (id);
  CREATE TABLE events_1_1 PARTITION OF events_1 FOR VALUES FROM (0) TO (5);`;

/** What the last statement reads, on PostgreSQL 15. */
function scannedBy(sql: string): string[] {
  const model = createModel({ complete: true });
  let scans: string[] = [];
  for (const { node } of parseScript(`${TABLES} ${sql}`).statements) {
    const { effects } = derive(node, model, { major: 15, timeZone: "UTC", transaction: null });
    scans = effects.flatMap((effect) => (effect.kind === "scan" ? [effect.relation] : []));
    applyStatement(model, node, { transaction: null });
  }
  return scans;
}

const PARENT = "ALTER TABLE events ADD FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE";
const own = (key: string) => `ALTER TABLE events_1_1 ADD CONSTRAINT f FOREIGN KEY (org_id) REFERENCES ${key}`;

test("a valid foreign key that the partition has already is taken over without reading a row", () => {
  expect(scannedBy(`${own("orgs ON DELETE CASCADE")}; ${PARENT}`)).toEqual([]);
});

test.each([
  ["none", "SELECT 1"],
  ["another action", own("orgs (id)")],
  ["another column", own("orgs (other) ON DELETE CASCADE")],
  ["deferrable", own("orgs ON DELETE CASCADE DEFERRABLE")],
  ["not valid", own("orgs ON DELETE CASCADE NOT VALID")],
])("the rows of a partition are read where its own foreign key is not the same: %s", (_words, before) => {
  expect(scannedBy(`${before}; ${PARENT}`)).toContain("public.events_1_1");
});
