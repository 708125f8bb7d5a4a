import type { Migration } from "../../migrations/migration.ts";
import type { StatementError } from "../../postgres/server-message.ts";
import type { Statement } from "../../sql/statement.ts";
import type { Shadow } from "../engines/shadow.ts";
import type { Look } from "../observe/look-query.ts";
import { SessionLooks } from "../observe/session-looks.ts";
import { type Available, availableExtensions, runnable } from "../platforms/extensions.ts";
import { stubSql } from "../platforms/stubs/stubs.ts";
import { type Blame, blameFor, type Incident } from "./blame.ts";
import type { Outside } from "./outside.ts";
import { refusalOf } from "./refusals.ts";
import type { BaseFailure } from "./rehearsal.ts";
import { type Skipped, skippedStatement } from "./rehearsed-statement.ts";
import { createRoles, type RoleNames } from "./roles.ts";
import type { ScheduledMigration } from "./scheduled-migration.ts";

/** What went wrong, or was made up, on a shadow: data, so that a snapshot can keep it. */
export interface RehearsalRecord {
  readonly baseFailures: readonly BaseFailure[];
  /** Statements that failed or were left out, in order. */
  readonly incidents: readonly Incident[];
  /** Extensions that were asked for and that the shadow does not have. */
  readonly missing: readonly string[];
  /** Those of them whose objects were declared instead; null: none may be. */
  readonly stubbed: readonly string[] | null;
  /** Roles that stand for those of the live server. */
  readonly roles: readonly string[];
}

/** `stubs`: whether the objects of extensions that the shadow lacks may be declared. */
export function emptyRecord(stubs: boolean): RehearsalRecord {
  return { baseFailures: [], incidents: [], missing: [], stubbed: stubs ? [] : null, roles: [] };
}

export interface StateOptions {
  /** What a new connection sends besides the shadow's own settings. */
  readonly settings?: readonly string[];
  /** Paths of migrations that are not read. */
  readonly gaps?: readonly string[];
  readonly outside?: Outside | null;
}

/** A shadow in a rehearsal, and what has become of the rehearsal so far. */
export class RehearsalState {
  readonly shadow: Shadow;
  readonly looks: SessionLooks;
  readonly #available: Available;
  readonly #options: StateOptions;
  readonly #baseFailures: BaseFailure[];
  readonly #incidents: Incident[];
  readonly #missing: Set<string>;
  readonly #stubbed: Set<string> | null;
  readonly #roles: string[];
  #committed: Look | null = null;
  #lost: string | null = null;

  private constructor(
    shadow: Shadow,
    available: Available,
    options: StateOptions,
    { baseFailures, incidents, missing, stubbed, roles }: RehearsalRecord,
  ) {
    this.shadow = shadow;
    this.looks = new SessionLooks(shadow.session);
    this.#available = available;
    this.#options = options;
    this.#baseFailures = [...baseFailures];
    this.#incidents = [...incidents];
    this.#missing = new Set(missing);
    this.#stubbed = stubbed && new Set(stubbed);
    this.#roles = [...roles];
  }

  /** Begins a rehearsal on a shadow, with a new connection. */
  static async begin(
    shadow: Shadow,
    options: StateOptions,
    record: RehearsalRecord,
  ): Promise<RehearsalState> {
    const state = new RehearsalState(shadow, await availableExtensions(shadow.session), options, record);
    await state.connectAgain();
    return state;
  }

  /** Why nothing more can be run on the shadow, or null. */
  get lost(): string | null {
    return this.#lost;
  }

  /** The last look that holds: at what was committed. A transaction that is rolled back leaves it as it was. */
  get committed(): Look | null {
    return this.#committed;
  }

  record(): RehearsalRecord {
    return {
      baseFailures: this.#baseFailures,
      incidents: this.#incidents,
      missing: [...this.#missing].sort(),
      stubbed: this.#stubbed && [...this.#stubbed],
      roles: [...this.#roles].sort(),
    };
  }

  /** Ends what a connection leaves behind: an open transaction, settings, a role, temporary tables. */
  async connectAgain(): Promise<void> {
    const { session, settings } = this.shadow;
    await session.exec("ROLLBACK");
    await session.exec("DISCARD ALL");
    this.looks.forget();
    for (const setting of [...settings, ...(this.#options.settings ?? [])]) await session.exec(setting);
  }

  /** Creates the roles that statements name and nobody creates. */
  async createRoles(names: readonly RoleNames[]): Promise<void> {
    this.#roles.push(...(await createRoles(this.shadow, names)));
  }

  hasExtension(name: string): boolean {
    return this.#available.names.has(name);
  }

  /** An extension that the shadow lacks, and the SQL that would create it. */
  miss(extension: string, sql: string): void {
    this.#missing.add(extension);
    const blame = { kind: "extension", extension, through: null } as const;
    this.#incidents.push({ migration: "", path: "the database", line: 1, text: sql, blame });
  }

  /** SQL that declares the objects of an extension which the shadow lacks; null: there is no stub, or none may be used. */
  stub(extension: string, schema: string | null): string | null {
    const sql = stubSql(extension, schema);
    if (this.#stubbed === null || sql === null) return null;
    // IF NOT EXISTS, of what is there.
    if (this.#stubbed.has(extension)) return "SELECT WHERE false";
    this.#stubbed.add(extension);
    return sql;
  }

  /** The text to send for the definition of an object that no migration makes; null: the shadow cannot have it. */
  definition(statement: Statement): string | null {
    if (refusalOf(statement, this.shadow) !== null) return null;
    return runnable(statement, this.#available, this.#stubbed).text;
  }

  /** What only production has is not on the shadow: what fails for want of it is not to blame for that. */
  lack(name: string, sql: string): void {
    const blame = { kind: "outside", names: [name] } as const;
    this.#incidents.push({ migration: "", path: "the database", line: 1, text: sql, blame });
  }

  /** The text to send for a statement, or the statement as skipped. */
  sendable({ migration }: ScheduledMigration, statement: Statement): string | Skipped {
    const names = this.#options.outside?.statements.get(migration.id)?.get(statement.index);
    if (names !== undefined) {
      const reason = `nothing in the repository makes ${names.join(", ")}`;
      return this.#skip(migration, statement, { kind: "outside", names }, reason);
    }
    const refusal = refusalOf(statement, this.shadow);
    if (refusal !== null) return this.#skip(migration, statement, null, refusal);
    const { text, missing } = runnable(statement, this.#available, this.#stubbed);
    if (text !== null) return text;
    const { name: extension, create } = missing;
    this.#missing.add(extension);
    const reason = `the extension ${extension} is not available here`;
    const skipped = this.#skip(migration, statement, { kind: "extension", extension, through: null }, reason);
    return (create && this.stub(extension, create.schema ?? null)) ?? skipped;
  }

  #skip(migration: Migration, statement: Statement, blame: Blame | null, reason: string): Skipped {
    this.#incidents.push(incident(migration, statement, blame));
    return skippedStatement(statement, blame?.kind === "outside" ? "outside" : "refused", reason);
  }

  /** Takes note that a statement failed; returns what else is to blame for it, or null. */
  fail(scheduled: ScheduledMigration, statement: Statement, error: StatementError): Blame | null {
    const blame = this.blameFor(scheduled, error);
    this.#incidents.push(incident(scheduled.migration, statement, blame));
    return blame;
  }

  /** Takes note that a statement of the base failed: the change is rehearsed without it. */
  failBase(scheduled: ScheduledMigration, statement: Statement, error: StatementError): void {
    const blame = this.fail(scheduled, statement, error);
    this.omitFromBase(scheduled, statement.line, error.message, blame);
  }

  /** A part of the base that is not on the shadow. */
  omitFromBase(
    { migration: { id, path } }: ScheduledMigration,
    line: number | null,
    reason: string,
    blame: Blame | null = null,
  ): void {
    this.#baseFailures.push({ migration: id, path, line, reason, blame });
  }

  /** What else is to blame for the error of a statement in this migration: see blame.ts. */
  blameFor({ migration, judged }: ScheduledMigration, error: StatementError): Blame | null {
    const { gaps = [], outside } = this.#options;
    // What has run in production needs nothing that is not there: where it does, the repository does not hold all of it.
    const isPartial = this.#baseFailures.some((failure) => failure.blame?.kind === "outside");
    const isUnknown = !judged || isPartial || outside?.unknownBefore.has(migration.id) === true;
    return blameFor(error, this.#incidents, {
      gap: lastBefore(migration, gaps),
      made: outside && isUnknown ? outside.made : null,
    });
  }

  /** What else is to blame for an error on the way back or up again, where all of the change has run. */
  blameAfterwards({ migration }: ScheduledMigration, error: StatementError): Blame | null {
    const { gaps = [], outside } = this.#options;
    const made = this.#baseFailures.length > 0 ? (outside?.made ?? null) : null;
    return blameFor(error, this.#incidents, { gap: lastBefore(migration, gaps), made });
  }

  /** A transaction was committed; `last`: the last look at it, if there was one. */
  commit(last: Look | null): void {
    this.#committed = last ?? this.#committed;
  }

  /** Nothing more can be run on the shadow. */
  lose(reason: string): void {
    this.#lost = reason;
  }
}

function lastBefore(migration: Migration, paths: readonly string[]): string | null {
  return (
    paths
      .filter((path) => path < migration.path)
      .sort()
      .at(-1) ?? null
  );
}

function incident({ id, path }: Migration, { line, text }: Statement, blame: Blame | null): Incident {
  return { migration: id, path, line, text, blame };
}
