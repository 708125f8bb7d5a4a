import { expect, test } from "vitest";
import { fitSnapshot } from "./fit-snapshot.ts";
import { renderSnapshot, type Snapshot } from "./snapshot.ts";

const column = (name: string) => ({
  name,
  nullFrac: 0.1234,
  avgWidth: 17,
  nDistinct: -0.5678,
  correlation: 0.1234,
});

/** A database as an ORM makes it: long names, each column named in each query. */
function large(tables: number, queries: number, columns: number): Snapshot {
  const names = Array.from({ length: columns }, (_, at) => `"public"."Organization"."columnNumber${at}"`);
  return {
    schema: "lockgate/stats@2",
    postgres: 18,
    settings: { lockTimeout: 0 },
    tables: Array.from({ length: tables }, (_, at) => ({
      relation: `public.OrganizationMember${at}`,
      rows: at * 1000,
      bytes: at * 100_000,
      writesPerSecond: 12.34,
      readsPerSecond: 1234.56,
      pages: at * 12,
      toastBytes: 8192,
      owner: "application",
      rowSecurity: "off" as const,
      replicaIdentity: "default" as const,
      indexes: ["_pkey", "_organizationId_idx"].map((end) => {
        return { name: `OrganizationMember${at}${end}`, pages: at * 3, rows: at * 1000 };
      }),
      columns: names.map((_, number) => column(`columnNumber${number}`)),
    })),
    queries: {
      windowSeconds: 86_400,
      left: 0,
      hidden: 0,
      list: Array.from({ length: queries }, (_, at) => ({
        id: at.toString(16).padStart(16, "0"),
        sql: `SELECT ${names.join(", ")} FROM "public"."Organization" WHERE "id" = $1 AND 'x' <> a${at}`,
        callsPerSecond: at,
        meanMs: 1.23,
        sdMs: 2.34,
        maxMs: 345,
      })),
    },
  };
}

test("what is small enough stays as it is", () => {
  const snapshot = large(100, 300, 12);
  expect(fitSnapshot(snapshot)).toEqual({ snapshot, said: [] });
});

test("a thousand queries and five hundred tables are less than 1 MB, what matters most in it", () => {
  const { snapshot, said } = fitSnapshot(large(500, 1000, 20));
  expect(renderSnapshot(snapshot).length).toBeLessThan(1_000_000);
  expect(said).toEqual([
    expect.stringMatching(/^Columns of the \d+ smallest tables are left out, for size\.$/),
    expect.stringMatching(/^\d+ queries that are called least and take least time are left out, for size\.$/),
  ]);
  expect(snapshot.tables).toHaveLength(500);
  expect(snapshot.tables.at(-1)?.columns).toHaveLength(20);
  expect(snapshot.tables[1]?.columns).toBeUndefined();
  expect(snapshot.queries?.list.at(-1)?.callsPerSecond).toBe(999);
  expect(snapshot.queries?.list.length).toBeGreaterThan(400);
});

test("ten thousand tables keep the columns of the largest", () => {
  const { snapshot } = fitSnapshot(large(10_000, 0, 10));
  expect(snapshot.tables.filter(({ columns }) => columns !== undefined).length).toBeGreaterThan(2000);
});
