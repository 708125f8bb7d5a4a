/** The database of a schema-per-tenant product, and its repository. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerSession } from "../src/shadow/engines/server.ts";

const TABLES = Array.from(
  { length: 10 },
  (
    _,
    n,
  ) => `CREATE TABLE t${n} (id bigserial PRIMARY KEY, name varchar(80) NOT NULL, amount numeric(12, 2) DEFAULT 0
  CHECK (amount >= 0), note text);\nCREATE INDEX t${n}_name ON t${n} (lower(name));\n`,
).join("");

const MIGRATIONS = [
  ["20250101000000_all", TABLES],
  ["20250102000000_more", "ALTER TABLE t0 ADD COLUMN extra int;\n"],
] as const;

const HISTORY = `CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz,
  migration_name text, logs text, rolled_back_at timestamptz, started_at timestamptz)`;

export function writeRepository(root: string): void {
  const folder = join(root, "prisma", "migrations");
  for (const [id, sql] of MIGRATIONS) {
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(join(folder, id, "migration.sql"), sql);
  }
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
}

const EMPTY = 11;
/** The number of the tenant that has not got the last migration. */
export const BEHIND = 13;

/** The first `count` tenants; one of them is empty, and one has not got the last migration. */
export async function deployTenants(admin: ServerSession, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const applied = n === EMPTY ? [] : MIGRATIONS.slice(0, n === BEHIND ? 1 : MIGRATIONS.length);
    const rows = applied.map(([id, sql]) => {
      const checksum = createHash("sha256").update(sql).digest("hex");
      return `INSERT INTO _prisma_migrations VALUES ('${id}', '${checksum}', now(), '${id}', NULL, NULL, now())`;
    });
    const statements = [
      `CREATE SCHEMA tenant${n}; SET search_path = tenant${n}`,
      ...(applied.length === 0 ? [] : [HISTORY]),
      ...applied.map(([, sql]) => sql),
      ...rows,
    ];
    const { error } = await admin.exec(statements.join(";\n"));
    if (error) throw new Error(error.message);
  }
}

/** What somebody did by hand: three tenants that differ in three ways, and one with a table more. */
const BY_HAND: Readonly<Record<string, string>> = {
  "tenant7.by_hand": "CREATE INDEX by_hand ON tenant7.t1 (note)",
  "tenant8.t2.amount": "ALTER TABLE tenant8.t2 ALTER amount SET DEFAULT 1",
  "tenant9.t3.note": "ALTER TABLE tenant9.t3 DROP COLUMN note",
  "tenant12.stranger": "CREATE TABLE tenant12.stranger (id int)",
};

export async function plantTrouble(admin: ServerSession): Promise<void> {
  const { error } = await admin.exec([...Object.values(BY_HAND), "ANALYZE"].join(";\n"));
  if (error) throw new Error(error.message);
}

interface Report {
  readonly targets: readonly {
    readonly history: {
      readonly items: readonly { readonly migration: string; readonly databases: string[] }[];
    };
    readonly catalog: {
      readonly differences: readonly { readonly name: string; readonly databases: string[] }[];
    };
  }[];
  readonly databases: readonly { readonly name: string; readonly state: string }[];
}

/** Each of the planted is named, and all others are clean. */
export function checkReport(path: string, tenants: number): void {
  const { targets, databases }: Report = JSON.parse(readFileSync(path, "utf8"));
  const [target] = targets;
  const found = (target?.catalog.differences ?? []).map(({ name, databases: of }) => `${name} of ${of}`);
  const planted = Object.keys(BY_HAND).map((name) => `${name} of ${name.split(".")[0]}`);
  const behind = target?.history.items.filter(({ databases: of }) => of.includes(`tenant${BEHIND}`));
  const others = databases
    .filter(({ state }) => state !== "clean")
    .map(({ name, state }) => `${name} ${state}`);
  console.log(
    `  ${databases.length - others.length} of ${tenants} clean; ${others.join(", ")}\n  ${found.join(", ")}`,
  );
  const isNamed = behind?.length === 1 && behind[0]?.migration === MIGRATIONS[1][0];
  const wrong = [
    ...Object.keys(BY_HAND).map((name) => name.split(".")[0]),
    `tenant${EMPTY}`,
    `tenant${BEHIND}`,
  ];
  if (!isNamed || found.sort().join() !== planted.sort().join() || others.length !== wrong.length)
    throw new Error("not what was planted");
}
