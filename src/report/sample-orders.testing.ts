import type { ReportedEffect } from "../effects/reported-effect.ts";
import type { LockMode } from "../postgres/lock-mode.ts";
import { type Sample, sampleReport } from "./sample-report.testing.ts";

const known = { isNew: false, evidence: "both" } as const;
const lock = (relation: string, mode: LockMode): ReportedEffect => ({
  kind: "lock",
  relation,
  mode,
  role: "target",
  ...known,
});

/** A Prisma migration with two hazards, a note and a statement over several lines. */
export const ORDERS: Sample = {
  migrations: [
    {
      id: "20261120_orders",
      sql: `-- AlterTable

ALTER TABLE "orders" ALTER COLUMN "total" TYPE bigint;
CREATE INDEX "orders_org_idx" ON "orders"("org_id");

ALTER TABLE "orders"
  ADD CONSTRAINT "orders_org_fkey"
  FOREIGN KEY ("org_id") REFERENCES "org"("id");
`,
      effects: [
        [lock("public.orders", "ACCESS EXCLUSIVE"), { kind: "rewrite", relation: "public.orders", ...known }],
        [
          lock("public.orders", "SHARE"),
          { kind: "build", relation: "public.orders", index: "public.orders_org_idx", ...known },
        ],
        [
          lock("public.orders", "SHARE ROW EXCLUSIVE"),
          lock("public.org", "SHARE ROW EXCLUSIVE"),
          { kind: "scan", relation: "public.orders", why: "checks constraint orders_org_fkey", ...known },
        ],
      ],
      findings: [
        {
          statement: 0,
          rule: "rewrites-table",
          level: "error",
          message: "rewrites orders under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB)",
        },
        {
          statement: 1,
          rule: "blocks-writes-while-indexing",
          level: "error",
          message: "builds orders_org_idx under SHARE: no writes to orders",
          remedy: {
            summary: "move it to its own migration",
            sql: 'CREATE INDEX CONCURRENTLY "orders_org_idx" ON "orders"("org_id");',
          },
        },
        {
          statement: 2,
          rule: "scans-under-lock",
          level: "warning",
          message:
            "reads all of orders to check orders_org_fkey under SHARE ROW EXCLUSIVE: no writes to orders and org",
          remedy: {
            summary: "add it NOT VALID, then validate it in a migration of its own",
            sql: 'ALTER TABLE "orders" ADD CONSTRAINT "orders_org_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") NOT VALID;\nALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_fkey";',
          },
        },
        {
          statement: 2,
          rule: "piles-up-locks",
          level: "note",
          message: "holds blocking locks on 2 tables in one transaction",
        },
      ],
    },
  ],
  repository: [
    {
      rule: "waits-without-timeout",
      level: "note",
      message: "no lock_timeout is set: a migration that waits for a lock makes everyone behind it wait",
    },
  ],
  unanalyzed: [],
  suppressed: [
    {
      rule: "drops-column",
      path: "prisma/migrations/20261120_orders/migration.sql",
      line: 3,
      reason: "the column was never written",
      until: "2027-01-31",
    },
  ],
  skipped: { "legacy/prisma/migrations": "mysql, not PostgreSQL" },
};

export const ordersReport = (change: Partial<Sample> = {}) => sampleReport({ ...ORDERS, ...change });
