/** What the rehearsal of a large migration costs beside a bare script that sends the same statements one by one. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alters, dump, inserts, type LargeShape } from "./large-shapes.ts";
import { compare, type Verdict, verdict } from "./table.ts";

const node = process.execPath;
const ROUNDS = 3;
const OK = [0, 1, 4];

/** Each committed by itself, as psql runs a file, or all in one transaction, as most tools do. */
const KINDS = ["statement", "file"] as const;

/** CPU seconds that each may take, MB that it may hold. */
const LIMITS: readonly (readonly [LargeShape, seconds: number])[] = [
  [dump(3_000), 8],
  [alters(3_000), 8],
  [inserts(20_000), 10],
];
const MEGABYTES = 400;

export async function benchLargeMigrations(lockgate: string, limits = LIMITS): Promise<Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), "lockgate-bench-large-"));
  try {
    const dataDir = join(folder, "data-dir.tgz");
    spawnSync(node, [join(import.meta.dirname, "bare-rehearsal.mjs"), "prepare", dataDir], {
      stdio: "inherit",
    });
    const verdicts: Verdict[] = [];
    for (const [at, [shape, seconds]] of limits.entries()) {
      const place = { folder: join(folder, String(at)), dataDir };
      verdicts.push(...(await benchShape(lockgate, shape, seconds, place)));
    }
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchShape(
  lockgate: string,
  shape: LargeShape,
  seconds: number,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<Verdict[]> {
  mkdirSync(folder);
  const list = join(folder, "statements.json");
  writeFileSync(list, JSON.stringify([...(shape.base ?? []), ...shape.statements]));
  const bare = join(import.meta.dirname, "bare-statements.mjs");
  const contestants = KINDS.map((kind) => {
    const [root, path] = writeMigrations(join(folder, kind), kind, shape);
    const name = `one transaction a ${kind}`;
    const env = { XDG_CACHE_HOME: join(folder, "cache") };
    return { name, command: node, args: [lockgate, "check", path], cwd: root, env, ok: OK };
  });
  const { timings, verdicts } = await compare(
    shape.name,
    [{ name: "bare", command: node, args: [bare, dataDir, list], ok: [0] }, ...contestants],
    [],
    ROUNDS,
  );
  const [alone, ...ours] = timings;
  return [
    ...verdicts,
    ...ours.flatMap(({ name, cpu, memory }) => [
      verdict(`${shape.name}, ${name}: CPU s`, cpu, "<=", seconds, alone?.cpu),
      verdict(`${shape.name}, ${name}: MB`, memory, "<=", MEGABYTES),
    ]),
  ];
}

/** Returns the root of a repository with the base and the large migration, and the path of the latter. */
function writeMigrations(
  root: string,
  kind: (typeof KINDS)[number],
  { base, statements }: LargeShape,
): readonly [root: string, path: string] {
  const folder = kind === "statement" ? join(root, "migrations") : join(root, "prisma", "migrations");
  const write = (id: string, sql: readonly string[]): string => {
    const path = kind === "statement" ? join(folder, `${id}.sql`) : join(folder, id, "migration.sql");
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, sql.map((one) => `${one};\n`).join(""));
    return path;
  };
  write("20250101000000_base", base ?? ["CREATE SCHEMA before_it"]);
  if (kind === "file") writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  return [root, write("20260101000000_large", statements)];
}
