import { type CheckOptions, check } from "../check.ts";
import { put, repository } from "../migrations/temporary-repository.testing.ts";

const column = (name: string, nDistinct: number) => ({
  name,
  nullFrac: 0,
  avgWidth: 4,
  nDistinct,
  correlation: 0.1,
});

const ORDERS = {
  relation: "public.orders",
  rows: 12_300_000,
  bytes: 4_400_000_000,
  pages: 480_000,
  writesPerSecond: 20,
  readsPerSecond: 40,
  columns: [column("id", -1), column("org_id", 5000), column("data", -0.5)],
};

const live = (id: string, sql: string, callsPerSecond: number) => ({ id, sql, callsPerSecond });

/** A snapshot with three queries of a large table. */
export const SNAPSHOT = {
  schema: "lockgate/stats@2",
  postgres: 18,
  settings: { lockTimeout: 2000 },
  tables: [ORDERS],
  queries: {
    windowSeconds: 3600,
    left: 0,
    hidden: 0,
    list: [
      live("1", "SELECT id FROM orders WHERE org_id = $1", 12),
      live("2", "SELECT jsonb_build_object($1, id) FROM orders WHERE org_id = $2", 3),
      live("3", "SELECT count(*) FROM orders", 0.1),
    ],
  },
};

const BASE = {
  "migrations/001_orders.sql": `CREATE TABLE orders (id int PRIMARY KEY, org_id int NOT NULL, data jsonb);
CREATE INDEX orders_org_idx ON orders (org_id);
INSERT INTO orders SELECT i, i % 5, '{}' FROM generate_series(1, 50) AS i;`,
};

/** What the gate says of a migration that is not merged yet, beside a snapshot. */
export async function checked(sql: string, options: Partial<CheckOptions> = {}, snapshot: object = SNAPSHOT) {
  const root = repository({ ...BASE, "prod.json": JSON.stringify(snapshot) });
  put(root, { "migrations/002_next.sql": sql });
  const { report } = await check({
    cwd: root,
    env: {},
    ...options,
    settings: { stats: "prod.json", ...options.settings },
  });
  const unplanned = report.migrations.flatMap(({ statements }) =>
    statements.flatMap(({ line, effects }) =>
      effects.flatMap((effect) => (effect.kind === "unplan" ? [{ line, ...effect }] : [])),
    ),
  );
  const remarks = report.migrations.flatMap((one) => one.remarks);
  const findings = report.findings.filter(({ rule }) => rule === "loses-plan");
  return {
    report,
    unplanned,
    findings,
    remarks: [...remarks, ...report.targets.flatMap(({ remarks = [] }) => remarks)],
  };
}
