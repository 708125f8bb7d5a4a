/** Plans for the tests of the formats. */
import type { FixReport, FixStep } from "../../fix/fix-report.ts";

const PROVEN: FixStep["proof"] = { schema: "equal", findings: 0 };
const dir = "prisma/migrations/20261120093000_orders";

const orders = `-- CreateIndex
ALTER TABLE "orders" ADD COLUMN "note" TEXT;

-- CreateIndex
CREATE INDEX "orders_org_id_idx" ON "orders"("org_id");

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
UPDATE "orders" SET "note" = 'none' WHERE "note" IS NULL;
`;

/** A migration of three hazards that becomes three files and two later steps, beside one that is left. */
export function sampleFix(over: Partial<FixReport> = {}): FixReport {
  return {
    schema: "lockgate/fix@1",
    lockgate: "0.1.0",
    postgres: { major: 18 },
    migrations: [
      {
        path: `${dir}/migration.sql`,
        findings: [
          {
            rule: "blocks-writes-while-indexing",
            line: 5,
            message: "builds orders_org_id_idx under SHARE: no writes to orders (12.3 M rows, 4.1 GB)",
            fingerprint: "0a1b2c3d4e5f6071",
          },
          {
            rule: "scans-under-lock",
            line: 8,
            message: "reads all of orders to check orders_org_id_fkey under SHARE ROW EXCLUSIVE: no writes",
            fingerprint: "1a1b2c3d4e5f6071",
          },
          {
            rule: "changes-many-rows",
            line: 11,
            message: "updates all rows of orders in one transaction",
            fingerprint: "2a1b2c3d4e5f6071",
          },
        ],
        steps: [
          {
            path: `${dir}/migration.sql`,
            before: orders,
            sql: orders
              .replace(/-- CreateIndex\nCREATE[^;]*;\n\n/, "")
              .replace("ON UPDATE CASCADE;", "ON UPDATE CASCADE NOT VALID;")
              .replace(/\n-- AlterTable\nUPDATE[^;]*;\n/, ""),
            phase: "this release",
            proof: PROVEN,
          },
          {
            path: `${dir.replace("3000", "3001")}_2/migration.sql`,
            sql: '-- CreateIndex\nCREATE INDEX CONCURRENTLY "orders_org_id_idx" ON "orders"("org_id");\n',
            phase: "this release",
            proof: PROVEN,
          },
          {
            path: `${dir.replace("3000", "3002")}_3/migration.sql`,
            sql: 'ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_org_id_fkey";\n',
            phase: "this release",
            proof: PROVEN,
          },
          {
            path: null,
            sql: `UPDATE "orders" SET "note" = 'none' WHERE "id" IN (SELECT "id" FROM "orders" WHERE "note" IS NULL LIMIT 5000);\n`,
            phase: "outside",
            when: "in batches until it changes no row",
            proof: PROVEN,
          },
          {
            path: null,
            sql: 'ALTER TABLE "orders" ALTER COLUMN "note" SET NOT NULL;\n',
            phase: "next release",
            when: "once the code writes it",
            proof: PROVEN,
          },
        ],
      },
    ],
    left: [
      {
        rule: "drops-column",
        path: "prisma/migrations/20261121080000_drop/migration.sql",
        line: 3,
        reason: "what it destroys cannot be brought back: it is for you to decide",
      },
    ],
    remarks: [],
    unanalyzed: [],
    written: [],
    ...over,
  };
}

/** The sample with its files of this release on disk. */
export function writtenFix(): FixReport {
  const report = sampleFix();
  const written = report.migrations
    .flatMap(({ steps }) => steps)
    .flatMap(({ path, phase }) => (path === null || phase !== "this release" ? [] : [path]));
  return { ...report, written };
}

/** A code-first tool's migration: nothing can be written, SQL is shown. */
export function capturedFix(): FixReport {
  const [migration] = sampleFix().migrations;
  if (migration === undefined) throw new Error("the sample has a migration");
  const path = "src/migrations/1700000000000-orders.ts";
  return sampleFix({
    migrations: [
      {
        ...migration,
        path,
        steps: migration.steps.map(({ before: _, ...step }) => ({ ...step, path: null })),
      },
    ],
    left: [],
  });
}

/** A drop that waits for code: a plan that nobody has proven, beside what stays as it is. */
export function plannedFix(): FixReport {
  const path = "prisma/migrations/20261121080000_drop/migration.sql";
  const proof = { schema: "not compared", findings: 1 } as const;
  const [left] = sampleFix().left;
  if (left === undefined) throw new Error("the sample leaves something");
  const reason = "code has to be released between its steps, which are listed";
  return sampleFix({
    migrations: [
      {
        path,
        planned: true,
        findings: [{ rule: "drops-column", line: 3, message: "drops orders.note", fingerprint: "3a" }],
        steps: [
          {
            path: null,
            sql: 'ALTER TABLE "orders" ALTER "note" DROP NOT NULL;\n',
            phase: "this release",
            proof,
          },
          {
            path: null,
            sql: 'ALTER TABLE "orders" DROP COLUMN "note";\n',
            phase: "next release",
            when: "once no release reads it",
            proof,
          },
        ],
      },
    ],
    left: [{ ...left, reason }],
  });
}

/** Nothing is planned: a file does not parse. */
export function unreadFix(): FixReport {
  const unread = { path: "db/a b.sql", line: 4, reason: 'syntax error at or near "selct"' };
  return sampleFix({ migrations: [], left: [], unanalyzed: [unread] });
}
