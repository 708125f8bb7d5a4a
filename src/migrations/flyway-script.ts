import { lineAt } from "./decode.ts";
import type { FlywayConfig } from "./flyway-config.ts";
import { roughStatements } from "./skeleton.ts";
import type { Entry, Reading } from "./tool.ts";
import { basename } from "./tree.ts";

/** A script with its placeholders replaced, and the transaction in which Flyway runs it. */
export function readFlyway(entry: Entry, text: string, config: FlywayConfig): Reading {
  const isReplaced = config.replaces && entry.settings?.placeholderReplacement !== "false";
  const { sql, problems } = isReplaced ? replaced(entry, text, config) : { sql: text, problems: [] };
  if (problems.length > 0) return { sql: "", transaction: "file", problems };
  const reading = { sql, ...transactionOf(entry, sql, config) };
  return entry.callback === true ? { ...reading, note: CALLBACK } : reading;
}

const CALLBACK = "a callback: Flyway runs it at each migrate, whether or not a migration is new";

/** Flyway replaces everywhere, in comments too, and stops at a name without a value. */
function replaced(entry: Entry, text: string, config: FlywayConfig) {
  const values: Readonly<Record<string, string>> = {
    "flyway:filename": basename(entry.path),
    "flyway:table": config.table,
    "flyway:timestamp": "2000-01-01 00:00:00",
    ...(config.schema === null
      ? { "flyway:defaultschema": "public" }
      : { "flyway:defaultschema": config.schema }),
    ...config.placeholders,
  };
  const problems: { line: number; reason: string }[] = [];
  const sql = text.replace(config.placeholder, (written, name: string, at: number) => {
    const value = values[name.toLowerCase()];
    if (value !== undefined) return value.replace(/\s*\n\s*/g, " ");
    const reason = `has a placeholder without value, ${written}: give it one in Flyway's config, or in placeholders of the target in lockgate's`;
    problems.push({ line: lineAt(text, at), reason });
    return written;
  });
  return { sql, problems };
}

// `detectCanExecuteInTransaction` of Flyway 13; ALTER TYPE ADD VALUE is there for servers before 12 only.
const ALONE =
  /^((CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SYSTEM|(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY|REINDEX( VERBOSE)? (SCHEMA|DATABASE|SYSTEM)|VACUUM|DISCARD ALL)\b/i;

function transactionOf(entry: Entry, sql: string, config: FlywayConfig): Omit<Reading, "sql"> {
  const said = entry.settings?.executeInTransaction ?? config.executeInTransaction;
  if (said !== null && said !== undefined) {
    const note =
      said === "false" ? "executeInTransaction=false: each statement commits by itself" : undefined;
    return {
      transaction: said === "false" ? "statement" : wrapped(config),
      ...(note === undefined ? {} : { note }),
    };
  }
  const statements = roughStatements(sql);
  const alone = statements.find((statement) => ALONE.test(statement));
  if (alone === undefined) return { transaction: wrapped(config) };
  const form = (ALONE.exec(alone)?.[0] ?? "").toUpperCase();
  if (!config.mixed && !statements.every((statement) => ALONE.test(statement))) {
    const reason = `mixes ${form}, which runs in no transaction, with statements that run in one: Flyway stops at it unless mixed is set`;
    return { transaction: "statement", problems: [{ line: null, reason }] };
  }
  return { transaction: "statement", note: `Flyway runs a file with ${form} in no transaction` };
}

function wrapped({ group }: FlywayConfig): "all-pending" | "file" {
  return group ? "all-pending" : "file";
}
