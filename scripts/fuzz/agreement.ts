/** Whether derivation and PostgreSQL agree on a chain of statements that run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Major } from "../../postgres-servers/servers.ts";
import { check } from "../../src/index.ts";
import type { Report } from "../../src/report/report.ts";
import { SCHEMA, statementsOf } from "./statements.ts";

export interface Agreement {
  /** Statements that ran and were compared. */
  readonly compared: number;
  /** "statement: what the catalogue said and what PostgreSQL did". */
  readonly contradictions: readonly string[];
  readonly unanalyzed: readonly string[];
}

/** Where they run: the embedded PostgreSQL, or a server of another version. */
export interface Shadow {
  readonly url: string;
  readonly major: Major;
}

/**
 * Statements of one seed: first each in a migration of its own, to learn which of them run; then those that do, up to
 * three in a transaction.
 */
export async function agreementOn(
  seed: number,
  count: number,
  shadow: Shadow | null = null,
): Promise<Agreement> {
  const alone = await rehearsed(
    statementsOf(seed, count).map((statement) => [statement]),
    shadow,
  );
  const unread = new Set(alone.unanalyzed.map(({ path }) => path));
  const runs = alone.migrations.slice(1).flatMap(({ path, statements: [only] }) => {
    return only === undefined || unread.has(path) || only.effects.some(isFailure) ? [] : [only.sql];
  });
  const grouped: string[][] = [];
  for (let at = 0; at < runs.length; at += (at % 3) + 1) grouped.push(runs.slice(at, at + (at % 3) + 1));
  const together = await rehearsed(grouped, shadow);
  const reports = [
    // What fails leaves nothing behind, so that this comparison is good to its end.
    { report: alone, ran: runs.length },
    { report: together, ran: together.summary.statements },
  ];
  return {
    compared: reports.reduce((sum, { ran }) => sum + ran, 0),
    contradictions: reports.flatMap(({ report }) => contradictionsIn(report)),
    unanalyzed: together.unanalyzed.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
  };
}

function isFailure(effect: { readonly kind: string; readonly when?: string }): boolean {
  return effect.kind === "fail" && effect.when === "always";
}

function contradictionsIn({ migrations }: Report): string[] {
  return migrations.flatMap(({ remarks, statements }) =>
    remarks.flatMap((remark) => {
      if (!remark.includes("lockgate's catalogue said")) return [];
      const line = Number(/^Line (\d+)/.exec(remark)?.[1]);
      const statement = statements.find((one) => one.line <= line && line <= one.endLine);
      return [`${statement?.sql}: ${remark.replace(" Please report this.", "")}`];
    }),
  );
}

/** The schema and then each group as a Prisma migration, whose statements share a transaction. */
async function rehearsed(groups: readonly (readonly string[])[], shadow: Shadow | null): Promise<Report> {
  const root = mkdtempSync(join(tmpdir(), "lockgate-fuzz-"));
  try {
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    write("package.json", '{ "dependencies": { "prisma": "6.10.0" } }');
    write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"');
    for (const [index, statements] of [[SCHEMA], ...groups].entries()) {
      const id = String(20250101000000 + index);
      write(`prisma/migrations/${id}_m/migration.sql`, `${statements.join(";\n")};\n`);
    }
    const flags = shadow === null ? {} : { shadow: shadow.url, pgVersion: String(shadow.major) };
    return (await check({ cwd: root, all: true, env: {}, noCache: true, flags })).report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
