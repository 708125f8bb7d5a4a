import { lineAt } from "../../decode.ts";
import { roughStatements } from "../../skeleton.ts";
import { basename } from "../../tree.ts";
import type { MigrationFile, SentSql, UnknownSql } from "../tool.ts";
import type { FlywayConfig } from "./config.ts";

/** A script with its placeholders replaced, and the transaction in which Flyway runs it. */
export function readFlyway(file: MigrationFile, text: string, config: FlywayConfig): SentSql {
  const isReplaced = config.replaces && file.settings?.placeholderReplacement !== "false";
  const { sql, problems } = isReplaced ? replaced(file, text, config) : { sql: text, problems: [] };
  if (problems.length > 0) return { sql: "", transaction: "file", problems };
  const reading = { sql, reader: "flyway", ...transactionOf(file, sql, config) } as const;
  return file.callback === true ? { ...reading, note: CALLBACK } : reading;
}

/** A placeholder without value stops Flyway, unless a run gives it one. */
export function readUndo(file: MigrationFile, text: string, config: FlywayConfig): SentSql | UnknownSql {
  const sent = readFlyway(file, text, config);
  const [problem] = sent.sql === "" ? (sent.problems ?? []) : [];
  return problem === undefined ? sent : { line: problem.line, unknown: problem.reason };
}

const CALLBACK = "a callback: Flyway runs it at each migrate, whether or not a migration is new";

/** Flyway replaces everywhere, in comments too, and stops at a name without a value. */
function replaced(file: MigrationFile, text: string, config: FlywayConfig) {
  const values: Readonly<Record<string, string>> = {
    "flyway:filename": basename(file.path),
    "flyway:table": config.table,
    "flyway:timestamp": "2000-01-01 00:00:00",
    "flyway:defaultschema": config.schema ?? "public",
    ...config.placeholders,
  };
  const problems: { line: number; reason: string }[] = [];
  const [prefix, suffix] = config.placeholder;
  let sql = "";
  let at = 0;
  for (let start = text.indexOf(prefix); start >= 0; start = text.indexOf(prefix, at)) {
    if (problems.length >= MOST) break;
    // A placeholder goes on over line breaks; without its end it goes to that of the file.
    const close = text.indexOf(suffix, start + prefix.length);
    const name = text.slice(start + prefix.length, close === -1 ? text.length : close);
    const value = close === -1 ? undefined : values[name.toLowerCase()];
    sql += text.slice(at, start);
    at = close === -1 ? text.length : close + suffix.length;
    if (value === undefined)
      problems.push({ line: lineAt(text, start), reason: withoutValue(text.slice(start, at)) });
    // A carriage return is a line break to PostgreSQL, and none to those who count lines here.
    else sql += value.replace(/\r?\n/g, "\r");
  }
  return { sql: sql + text.slice(at), problems };
}

const MOST = 100;

function withoutValue(written: string): string {
  const shown = written.length > 80 ? `${written.slice(0, 80)}…` : written;
  return `has a placeholder without value, ${shown}: give it one in Flyway's config, or in placeholders of the target in lockgate's`;
}

// `detectCanExecuteInTransaction` of Flyway 13; ALTER TYPE ADD VALUE is there for servers before 12 only.
const ALONE =
  /^((CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER SYSTEM|(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY|REINDEX( VERBOSE)? (SCHEMA|DATABASE|SYSTEM)|VACUUM|DISCARD ALL)\b/i;

function transactionOf(
  file: MigrationFile,
  sql: string,
  config: FlywayConfig,
): Omit<SentSql, "sql" | "reader"> {
  const setting = file.settings?.executeInTransaction ?? config.executeInTransaction;
  if (setting === "false")
    return { transaction: "statement", note: "executeInTransaction=false: each statement commits by itself" };
  if (setting !== null) return { transaction: wrapped(config) };
  const statements = roughStatements(sql);
  const alone = statements.find((statement) => ALONE.test(statement));
  if (alone === undefined) return { transaction: wrapped(config) };
  const form = (ALONE.exec(alone)?.[0] ?? "").toUpperCase();
  if (!config.mixed && !statements.every((statement) => ALONE.test(statement))) {
    const reason = `mixes ${form}, which runs in no transaction, with statements that run in one: Flyway stops at it unless mixed is set`;
    return { transaction: "statement", problems: [{ line: null, reason }] };
  }
  return {
    transaction: "statement",
    note: `Flyway runs a file with ${form} in no transaction${waits(form, config)}`,
  };
}

/** Reported of 9.1.2 to 10.17 (flyway #3497, #3682, #3961), and why the setting exists. */
function waits(form: string, { locksInTransaction }: FlywayConfig): string {
  if (!locksInTransaction || !form.endsWith("INDEX CONCURRENTLY")) return "";
  return "; from 9.1.2 on it may wait there for its own lock without end: set flyway.postgresql.transactional.lock to false";
}

function wrapped({ group }: FlywayConfig): "all-pending" | "file" {
  return group ? "all-pending" : "file";
}
