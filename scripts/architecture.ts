/**
 * Which part of the code may import which: the table that `src/architecture.test.ts` holds all imports against, and
 * that ARCHITECTURE.md draws. A part is a folder of src, a file at the top of src, or a folder beside src.
 */
/** By part, the parts (or single files) that it may import. Itself always. From the shells down to what needs nothing. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bench: [
    "action",
    "capture",
    "comment",
    "config",
    "effects",
    "live",
    "postgres/troubled-servers.testing.ts",
    "sql",
    "shadow",
    "drift",
    "postgres-servers",
  ],
  scripts: [
    "analysis",
    "capture",
    "cli",
    "config",
    "drift",
    "effects",
    "fix",
    "index.ts",
    "judge",
    "live",
    "migrations",
    "postgres",
    "postgres-servers",
    "proof",
    "production",
    "report",
    "shadow",
    "sql",
  ],
  // Pages, and a playground that runs the stages of a check in the reader's browser.
  site: [
    "analysis",
    "check.ts",
    "config",
    "index.ts",
    "judge",
    "locks.ts",
    "migrations",
    "postgres",
    "report",
    "rule.ts",
    "scripts",
    "shadow",
    "sql",
  ],
  action: [
    "check.ts",
    "comment",
    "config",
    "judge",
    "migrations",
    "postgres",
    "report",
    "sql/baseline-compiler.ts",
  ],
  cli: [
    "check.ts",
    "record.ts",
    "comment",
    "config",
    "drift",
    "drift.ts",
    "fix.ts",
    "judge",
    "locks.ts",
    "mcp",
    "migrations",
    "postgres",
    "production",
    "proof",
    "report",
    "shadow",
    "sql",
    "stats.ts",
    "version.ts",
  ],
  // The runs as tools for an assistant.
  mcp: [
    "check.ts",
    "config",
    "drift",
    "drift.ts",
    "fix.ts",
    "judge",
    "locks.ts",
    "migrations",
    "postgres",
    "report",
    "shadow",
    "version.ts",
  ],
  comment: ["config", "judge", "migrations", "report"],
  proof: [
    "index.ts",
    "analysis",
    "drift",
    "judge",
    "migrations",
    "production",
    "report",
    "rule.ts",
    "rule/steps.ts",
    "shadow",
    "sql",
  ],
  "index.ts": [
    "check.ts",
    "record.ts",
    "capture",
    "config",
    "drift",
    "drift.ts",
    "effects",
    "fix",
    "fix.ts",
    "judge",
    "locks.ts",
    "migrations",
    "postgres",
    "report",
    "shadow",
    "sql",
    "version.ts",
  ],
  "check.ts": ["analysis", "config", "judge", "migrations", "report", "sql"],
  "drift.ts": ["analysis", "config", "drift", "migrations"],
  "record.ts": ["analysis", "capture", "config", "migrations", "sql"],
  "fix.ts": ["check.ts", "fix", "judge", "migrations", "version.ts"],
  // Safe migrations in place of those that are not, as files of their tool.
  fix: ["analysis", "check.ts", "drift", "judge", "migrations", "published.ts", "rule.ts", "shadow", "sql"],
  // What the live database is like, cleaned: for the snapshot that is written and for a check that reads it itself.
  "stats.ts": ["cleaning", "config/run.ts", "production", "sql"],
  "locks.ts": ["analysis", "effects", "postgres", "report", "shadow", "sql"],
  analysis: [
    "capture",
    "cleaning",
    "code",
    "config",
    "drift",
    "effects",
    "judge",
    "live",
    "migrations",
    "postgres",
    "production",
    "report",
    "rule.ts",
    "schema-diff",
    "shadow",
    "sql",
    "stats.ts",
    "version.ts",
  ],
  // What a change makes of the schema, from the catalog before it and after it.
  "schema-diff": ["drift", "migrations/tools/own-tables.ts", "published.ts", "sql"],
  config: ["judge", "migrations", "postgres", "production", "rule.ts"],
  judge: [
    "drift/drift-report.ts",
    "effects",
    "migrations",
    "postgres",
    "production",
    "published.ts",
    "rule.ts",
    "sql",
  ],
  report: [
    "drift",
    "effects",
    "fix/fix-report.ts",
    "judge",
    "migrations",
    "postgres",
    "published.ts",
    "rule.ts",
    "schema",
    "schema-diff/schema-diff.ts",
    "sql",
  ],
  rules: ["rule.ts"],
  "rule-entry.ts": ["rule.ts", "sql"],
  "rule.ts": ["effects", "migrations", "postgres", "production", "rule", "sql"],
  rule: ["effects", "migrations", "postgres", "production", "sql"],
  // A team's own command is run against a shadow that records.
  capture: ["migrations", "postgres", "shadow", "sql", "version.ts"],
  // What the release that is running now uses, by its code: where a schema lies is known to drift.
  code: ["drift/schema/prisma-schema.ts", "migrations", "sql"],
  // Queries of the running release on a shadow, and what breaks them.
  live: ["effects", "postgres", "production", "shadow", "sql"],
  drift: ["migrations", "postgres", "production", "published.ts", "shadow", "sql", "version.ts"],
  shadow: ["effects", "migrations", "postgres", "sql"],
  // What may stand in a public file of what production knows: nothing with a literal in it.
  cleaning: ["production", "sql"],
  // What tools call their own tables, which a migration may write to.
  effects: ["migrations/tools/own-tables.ts", "postgres", "published.ts", "sql"],
  // How SQL is read as text and sent, never what it means.
  migrations: ["sql/lexer.ts", "sql/blank.ts", "sql/delivery.ts"],
  production: ["postgres", "published.ts"],
  "published.ts": [],
  sql: [],
  postgres: [],
  "version.ts": ["package.json"],
  "schema-tools": ["drift", "shadow"],
  "postgres-servers": [],
};

/** The part that a file belongs to: `sql` for src/sql/parse.ts, `check.ts` for src/check.ts, `rules` for rules/…. */
export function partOf(file: string): string {
  const [top = "", inSrc = ""] = file.split("/");
  return top === "src" ? inSrc : top;
}

export function isBesideSrc(part: string): boolean {
  return ["rules", "scripts", "bench", "site", "schema-tools", "postgres-servers"].includes(part);
}

/** The table as ARCHITECTURE.md shows it: a line for each part of src, those with the same imports together. */
export function drawing(): string {
  const lines = new Map<string, string[]>();
  for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
    if (isBesideSrc(part) && part !== "rules") continue;
    const target = allowed.length === 0 ? "nothing of ours" : allowed.join(", ");
    lines.set(target, [...(lines.get(target) ?? []), part]);
  }
  const parts = [...lines].map(([target, from]) => [from.join(", "), target] as const);
  const width = Math.max(...parts.map(([from]) => from.length));
  return parts.map(([from, target]) => `${from.padEnd(width)} → ${target}`).join("\n");
}
