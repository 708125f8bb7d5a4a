/** Drift reports for the tests of the formats. */
import type { Difference, DriftReport, HistoryItem } from "../../drift/drift-report.ts";
import { HOSTILE } from "../hostile.testing.ts";

const keep =
  "to keep it, put its SQL into a new migration and mark that as applied: run `npx prisma migrate resolve --applied <migration>`; else undo it in the database";

function item(over: Partial<HistoryItem>): HistoryItem {
  return {
    kind: "edited",
    migration: "20250102_orders",
    path: "prisma/migrations/20250102_orders/migration.sql",
    message: "20250102_orders: its SQL was edited after it was applied (`prisma migrate status` passes)",
    next: "run `git checkout 0a1b2c3d4e -- prisma/migrations/20250102_orders/migration.sql`, and make the change in a new migration",
    databases: ["eu"],
    ...over,
  };
}

function column(name: string, over: Partial<Difference> = {}): Difference {
  return {
    kind: "changed",
    object: "column",
    name: `public.orders.${name}`,
    relation: "public.orders",
    expected: "bigint",
    actual: "integer",
    message: `column public.orders.${name}: the migrations make it bigint, the database has integer`,
    next: keep,
    sql: `ALTER TABLE public.orders ALTER COLUMN ${name} TYPE integer;`,
    purpose: "keep it",
    databases: ["eu"],
    ...over,
  };
}

export function sampleDrift(over: Partial<DriftReport> = {}): DriftReport {
  return {
    schema: "lockgate/drift@1",
    verdict: "drifted",
    targets: [
      {
        name: "default",
        tool: "prisma",
        dir: "prisma/migrations",
        history: { state: "drifted", reason: null, items: [item({})] },
        catalog: {
          state: "drifted",
          reason: null,
          differences: [
            column("total"),
            column("tax"),
            column("total", {
              kind: "changed",
              object: "view",
              name: "public.rich",
              relation: "public.rich",
              expected: "SELECT id\nFROM orders\nWHERE total > 100;",
              actual: "SELECT id\nFROM orders\nWHERE total > 1000;",
              message: "view public.rich: its definition differs",
              sql: "CREATE OR REPLACE VIEW public.rich AS SELECT id\nFROM orders\nWHERE total > 1000;",
            }),
          ],
        },
        schema: { state: "not-checked", reason: "a schema file of prisma is not checked", differences: [] },
      },
    ],
    databases: [{ name: "eu", state: "drifted", reason: null }],
    ...over,
  };
}

/** Three databases: one shares a difference with another, one could not be read. */
export function sampleFleet(): DriftReport {
  const [target] = sampleDrift().targets;
  if (target === undefined) throw new Error("there is one");
  const differences = [column("total", { databases: ["eu", "us"] }), column("tax", { databases: ["us"] })];
  return sampleDrift({
    verdict: "error",
    targets: [
      {
        ...target,
        history: {
          state: "error",
          reason: "ap: cannot connect to 10.0.0.3:5432/app: no answer within 5 s",
          items: [],
        },
        catalog: {
          state: "error",
          reason: "ap: cannot connect to 10.0.0.3:5432/app: no answer within 5 s",
          differences,
        },
      },
    ],
    databases: [
      { name: "eu", state: "drifted", reason: null },
      { name: "us", state: "drifted", reason: null },
      { name: "ap", state: "error", reason: "cannot connect to 10.0.0.3:5432/app: no answer within 5 s" },
    ],
  });
}

/** Every text is hostile. */
export function hostileDrift(): DriftReport {
  const [target] = sampleDrift().targets;
  if (target === undefined) throw new Error("there is one");
  return sampleDrift({
    targets: HOSTILE.map((text) => ({
      ...target,
      name: text,
      dir: text,
      history: {
        state: "drifted",
        reason: text,
        items: [item({ migration: text, path: text, message: text, next: text, databases: [text] })],
      },
      catalog: {
        state: "drifted",
        reason: text,
        differences: [
          column("a", { object: text, name: text, relation: text, message: text, next: text, sql: text }),
          column("b", {
            relation: text,
            expected: text,
            actual: `${text}\n${text}`,
            message: `column public.orders.b: its definition differs`,
            databases: [text],
          }),
        ],
      },
      schema: { state: "not-checked", reason: text, differences: [] },
    })),
    databases: HOSTILE.map((text) => ({ name: text, state: "error", reason: text })),
  });
}
