import type { ToolId } from "../migrations/migration.ts";

/** Only `clean` is green. `not-checked`: it does not apply or could not run, as its reason says. */
export type DriftState = "clean" | "drifted" | "error" | "not-checked";

/** The outcome of `lockgate drift`, in the shape of its JSON (schema/drift.schema.json). */
export interface DriftReport {
  readonly schema: "lockgate/drift@1";
  readonly verdict: DriftState;
  readonly targets: readonly DriftedTarget[];
  /** The live databases that were asked, by name; none when only git was. */
  readonly databases: readonly DriftedDatabase[];
}

export interface DriftedDatabase {
  /** Without user and password. */
  readonly name: string;
  readonly state: DriftState;
  /** Why it could not be read, or null. */
  readonly reason: string | null;
}

/** One folder of migrations against the live databases that it belongs to. */
export interface DriftedTarget {
  readonly name: string;
  readonly tool: ToolId;
  readonly dir: string;
  readonly history: HistoryPart;
  readonly catalog: DifferencePart;
  readonly schema: DifferencePart;
}

/** The worst of all databases. */
interface Part {
  readonly state: DriftState;
  /** Always given for `error` and `not-checked`; for the others what a reader must know, or null. */
  readonly reason: string | null;
}

/** The history table of the live database, or git, against the migrations of the checkout. */
export interface HistoryPart extends Part {
  readonly items: readonly HistoryItem[];
}

/** Objects that the migrations make, against those that the live database or the schema file has. */
export interface DifferencePart extends Part {
  readonly differences: readonly Difference[];
}

export type HistoryKind =
  /** In the repository, not applied; also when it was rolled back. */
  | "pending"
  /** Started and not finished. */
  | "failed"
  /** The file is not what was applied, or what is merged. */
  | "edited"
  /** Applied, and not in the repository. */
  | "missing"
  /** Each side has migrations that the other lacks. */
  | "diverged"
  /** Not applied although a later one is, or sorts before merged ones. */
  | "out-of-order"
  /** Merged on the base branch and gone from this checkout. */
  | "deleted"
  /** Two migrations have one version. */
  | "duplicate";

export interface HistoryItem {
  readonly kind: HistoryKind;
  /** The tool's own name of the migration. */
  readonly migration: string;
  /** One line: what is so, and what it means. */
  readonly message: string;
  /** Its file in the checkout, relative to the repository's root, or null where there is none. */
  readonly path: string | null;
  /** What to do about it, in a sentence; commands stand between backticks. */
  readonly next: string;
  /** Names of the live databases that it was found in; none for what git or the schema file shows. */
  readonly databases: readonly string[];
}

export interface Difference {
  /** `missing`: the migrations make it, the database lacks it. `unexpected`: only the database has it. */
  readonly kind: "missing" | "unexpected" | "changed";
  /** PostgreSQL's word for it: "column", "index", "policy". */
  readonly object: string;
  /** `schema.name`, `schema.table.name`, unquoted. */
  readonly name: string;
  /** `schema.table` that it belongs to (itself for a table), or null. */
  readonly relation: string | null;
  /** Its definition by the migrations, or what of it differs; null when they do not make it. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** One line in plain words. */
  readonly message: string;
  /** What to do about it, in a sentence; commands stand between backticks. */
  readonly next: string;
  /** The SQL that `next` speaks of, or null. */
  readonly sql: string | null;
  readonly databases: readonly string[];
}

/** What one reader found, before it is known in which databases. */
export type FoundItem = Omit<HistoryItem, "databases" | "path">;
export type FoundDifference = Omit<Difference, "databases">;
