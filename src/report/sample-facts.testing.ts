import type { ReportedEffect } from "../effects/reported-effect.ts";
import type { Report } from "./report.ts";
import { type Sample, sampleReport } from "./sample-report.testing.ts";

const known = { isNew: false, evidence: "both" } as const;
const column = (name: string): ReportedEffect => ({
  kind: "destroy",
  what: "column",
  relation: "public.orders",
  name,
  cascade: false,
  ...known,
});

/** A migration of which a snapshot of production and the code of the running release say more than its statements do. */
const FACTS: Sample = {
  migrations: [
    {
      id: "20261121_clean_up",
      sql: `ALTER TABLE "orders" DROP COLUMN "legacy";
ALTER TABLE "orders" DROP COLUMN "old_note";
ALTER TABLE "orders" ALTER COLUMN "total" TYPE bigint;
`,
      effects: [
        [column("legacy")],
        [column("old_note")],
        [{ kind: "rewrite", relation: "public.orders", ...known }],
      ],
      findings: [
        {
          statement: 0,
          rule: "drops-column",
          level: "error",
          message: "drops orders.legacy and its data",
          facts: [
            {
              kind: "queries",
              text: "still used: 3 of 212 live queries fail (41 calls/s)",
              query:
                'SELECT "public"."orders"."id", "public"."orders"."org_id", "public"."orders"."legacy" FROM "public"."orders" WHERE "publ…',
            },
            {
              kind: "code",
              text: "and used as Order.legacy by the release on main: prisma/schema.prisma:41, src/invoice.ts:88 and 4 more",
            },
          ],
          remedy: {
            summary:
              "keep the column and mark its field @ignore, release that, and drop it in a later migration",
            sql: "",
          },
        },
        {
          statement: 1,
          rule: "drops-column",
          level: "warning",
          message: "drops orders.old_note and its data",
          facts: [
            {
              kind: "prepared",
              text: "prepared: the release on main does not declare it; 0 of 212 live queries and no line of code name it",
            },
          ],
          remedy: { summary: "make sure that what it holds is not needed", sql: "" },
        },
        {
          statement: 2,
          rule: "rewrites-table",
          level: "error",
          message: "rewrites orders under ACCESS EXCLUSIVE: no reads, no writes (12.3 M rows, 4.1 GB)",
          facts: [
            {
              kind: "time",
              text: "takes about 20-200 s (not calibrated) and writes 5.1 GB to 6.3 GB of WAL",
            },
          ],
        },
      ],
    },
  ],
};

/** What was found of 219 queries that a snapshot had. */
const QUERIES: NonNullable<Report["liveQueries"]> = {
  checked: 212,
  notChecked: [
    { reason: "unknown functions", count: 5 },
    { reason: "unknown or temporary tables", count: 2 },
  ],
  hidden: 31,
  left: 0,
  broken: ["org_id", "id", "total"].map((column, index) => ({
    id: String(index),
    sql: `SELECT "public"."orders"."id", "public"."orders"."legacy" FROM "public"."orders" WHERE "public"."orders"."${column}" = $1`,
    callsPerSecond: [38.2, 2.6, 0.2][index] ?? null,
    migration: "20261121_clean_up",
    statement: 0,
    error: "column orders.legacy does not exist",
  })),
  otherResult: [
    {
      id: "9",
      sql: 'SELECT * FROM "orders" WHERE "id" = $1',
      callsPerSecond: null,
      migration: "20261121_clean_up",
      statement: 2,
    },
  ],
};

export const factsReport = (change: Partial<Sample> = {}, liveQueries = QUERIES): Report => ({
  ...sampleReport({ ...FACTS, ...change }),
  liveQueries,
});
