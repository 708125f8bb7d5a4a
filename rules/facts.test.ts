import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check } from "../src/index.ts";
import type { Finding } from "../src/judge/finding.ts";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { renderSnapshot } from "../src/production/snapshot.ts";
import { judgeParts } from "../src/proof/example.ts";
import { parseReadme } from "../src/proof/readme.ts";
import { KINDS, type Kind } from "../src/proof/snapshots.testing.ts";
import type { Level } from "../src/rule.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";

/**
 * Facts about production never make the gate quieter than it is without them, with these exceptions alone:
 *
 * - every table is small: what grows with a table is a note, and so are its statistics;
 * - the migrating role bypasses row security: it misses no rows;
 * - a lock_timeout is set: nothing waits without one;
 * - two hot tables are enough for `piles-up-locks`: it stands on the statement that locks the second one;
 * - nothing declares, names or queries what is dropped: the drop was prepared, and is a warning.
 */
function isExcepted(finding: Told, now: Level | undefined, kind: Kind): boolean {
  const grows = GROWS.has(finding.because?.kind ?? "") || finding.rule === "loses-statistics";
  if (kind.isSmall && now !== undefined && grows) return true;
  if (kind.bypassesRowSecurity && finding.rule === "misses-rows") return true;
  if (kind.hasTimeout && finding.rule === "waits-without-timeout") return true;
  return now === "warning" && /^drops-(column|table)$/.test(finding.rule) && /prepared/.test(finding.message);
}

const GROWS: ReadonlySet<string> = new Set(["lock", "scan", "rewrite", "build", "change"]);
const RANK: Readonly<Record<Level, number>> = { note: 1, warning: 2, error: 3 };

type Told = Pick<Finding, "rule" | "level" | "path" | "statement" | "message" | "because" | "also">;

/** What was said without facts and is no longer said, or said at a lower level. */
function quieter(before: readonly Told[], after: readonly Told[], kind: Kind): string[] {
  return before.flatMap((finding) => {
    const isPlace = ({ path, statement }: Told) =>
      path === finding.path && (statement === finding.statement || finding.rule === "piles-up-locks");
    const same = finding.path === null ? after : after.filter(isPlace);
    const own = same.filter(({ rule }) => rule === finding.rule);
    const told =
      own.length > 0 ? own : same.filter(({ also }) => also.some(({ rule }) => rule === finding.rule));
    const [loudest] = told.map(({ level }) => level).sort((a, b) => RANK[b] - RANK[a]);
    if (loudest !== undefined && RANK[loudest] >= RANK[finding.level]) return [];
    if (isExcepted(finding, loudest, kind)) return [];
    return [`${kind.name}: ${finding.rule} ${finding.level} → ${loudest ?? "nothing"}: ${finding.message}`];
  });
}

/** `schema.name` of everything that SQL names as a relation. */
function relationsIn(sql: string): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { schemaname = "public", relname } = value as { schemaname?: string; relname?: string };
    if (typeof relname === "string") names.add(`${schemaname}.${relname}`);
    Object.values(value).forEach(visit);
  };
  for (const { node } of parseScript(sql).statements) visit(node);
  return [...names];
}

const rules = await loadRules();
const every = new Map([...rules].map(([id, { rule }]) => [id, rule]));

beforeAll(() => loadParser());

test.each([...rules.values()].filter(({ rule }) => rule.scope !== "run"))(
  "no fact makes $id quieter",
  async (loaded) => {
    const { problems } = parseReadme(await readmeOf(loaded));
    const wrong: string[] = [];
    for (const { given, sql, tool } of problems) {
      const judged = (snapshot: ReturnType<Kind["snapshot"]> | null) =>
        judgeParts({ given, snapshot }, [{ sql, tool }], every, 18);
      const before = (await judged(null)).findings;
      const relations = relationsIn(`${given};${sql}`);
      for (const kind of KINDS) {
        const after = (await judged(kind.snapshot(relations))).findings;
        wrong.push(...quieter(before, after, kind));
      }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "facts-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("no fact makes the reports on the fixtures quieter", async () => {
  const paths = readdirSync(join(root, "fixtures")).filter(
    (name) => !name.includes(".") && name !== "museum",
  );
  const reportWith = async (stats: string | undefined) =>
    (
      await check({
        cwd: root,
        paths: paths.map((name) => `fixtures/${name}`),
        all: true,
        env: {},
        settings: { static: true, ...(stats !== undefined && { stats }) },
        noCache: true,
      })
    ).report;
  const before = await reportWith(undefined);
  const relations = new Set(
    before.migrations.flatMap(({ statements }) =>
      statements.flatMap(({ effects }) => effects.flatMap(({ relation }) => relation ?? [])),
    ),
  );
  const wrong: string[] = [];
  for (const kind of KINDS) {
    const path = join(folder, "stats.json");
    writeFileSync(path, renderSnapshot(kind.snapshot([...relations])));
    wrong.push(...quieter(before.findings, (await reportWith(path)).findings, kind));
  }
  expect(wrong).toEqual([]);
}, 300_000);
