/**
 * What the migrations before the change come to, kept from run to run: the schema that they make, the names that they use.
 * Each run would make the same of them again, which on a long history takes longer than all that is done for the change.
 * It lies beside the snapshots of the shadow, found by all that it follows from; whatever is wrong with it, the migrations
 * are read.
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import { forkModel, type SchemaModel } from "../effects/schema/model.ts";
import type { Selection } from "../migrations/selection.ts";
import { type Keys, keep, keysOf, latestSnapshot } from "../shadow/rehearse/kept-states.ts";
import type { ScheduledMigration, ScriptNames } from "../shadow/rehearse/scheduled-migration.ts";
import { namesOf } from "../shadow/rehearse/script-names.ts";
import { BUILD } from "../version.ts";
import type { KnownPast, PastOfBase, PastOptions } from "./past.ts";

/** The schema as a walk over the base leaves it, and what that hangs on besides its migrations. */
export interface WalkedBase {
  readonly given: string;
  readonly model: SchemaModel;
}

/** Of the first migrations, as many as there are names. */
interface Contents {
  readonly names: readonly ScriptNames[];
  readonly past: PastOfBase;
  readonly walked: WalkedBase;
}

/** A base of fewer statements is read sooner than a file is written. */
const WORTH_KEEPING = 100;

export class KnownBase implements KnownPast {
  readonly #folder: string;
  readonly #keys: Keys;
  readonly #known: Contents | null;
  #past: PastOfBase | null = null;
  #walked: WalkedBase | null = null;

  private constructor(folder: string, keys: Keys) {
    this.#folder = folder;
    this.#keys = keys;
    this.#known = read(folder, keys);
  }

  /**
   * What is known of the migrations before the first judged one; null: nothing is kept.
   *
   * @param build of lockgate: another one may make something else of them
   */
  static of(
    folder: string | null,
    scheduled: readonly ScheduledMigration[],
    { target, grouping }: Selection,
    { elsewhere, platform }: PastOptions,
    build: string | null = BUILD,
  ): KnownBase | null {
    const base = baseOf(scheduled);
    if (folder === null || build === null || base.length === 0) return null;
    if (base.some(({ migration }) => migration.reader === "source code")) return null;
    const { extensions, gaps } = target;
    const start = ["known base", build, platform, extensions, gaps.length > 0, grouping, [...elsewhere]];
    return new KnownBase(
      folder,
      keysOf(
        start,
        base.map(({ migration }) => migration),
      ),
    );
  }

  /** The same migrations, of which those that are known need not be read for their names. */
  named(scheduled: readonly ScheduledMigration[]): readonly ScheduledMigration[] {
    const names = this.#known?.names ?? [];
    return scheduled.map((one, at) => {
      const known = names[at];
      return known === undefined ? one : withNames(one, known);
    });
  }

  /** How many migrations are known, from the first. */
  get length(): number {
    return this.#known?.names.length ?? 0;
  }

  /** How many there are before the change. */
  get of(): number {
    return this.#keys.length;
  }

  past(): PastOfBase | null {
    return this.#known?.past ?? null;
  }

  /** @param given what the walk hangs on besides the migrations that are known */
  walked(given: string): SchemaModel | null {
    const walked = this.#known?.walked;
    if (walked === undefined || walked.given === given) return walked?.model ?? null;
    // What is made of it this time stands in its place.
    if (this.length === this.of) rmSync(join(this.#folder, this.#keys.last), { force: true });
    return null;
  }

  /** The past as the whole base leaves it, which is changed afterwards. */
  notePast(past: PastOfBase): void {
    this.#past = { ...past, made: new Set(past.made), model: withoutSession(past.model) };
  }

  noteWalked(given: string, model: SchemaModel): void {
    this.#walked = { given, model: withoutSession(model) };
  }

  /** Keeps what was noted. A cache that cannot be written costs time in the next run, nothing else. */
  async keep(scheduled: readonly ScheduledMigration[]): Promise<void> {
    const [past, walked, base] = [this.#past, this.#walked, baseOf(scheduled)];
    if (past === null || walked === null) return;
    const size = () => base.reduce((sum, { script }) => sum + script.statements.length, 0);
    if (this.#known === null && size() < WORTH_KEEPING) return;
    const contents: Contents = { names: base.map(namesOf), past, walked: sharing(walked, past.model) };
    try {
      const body = serialize(contents);
      await keep(this.#folder, this.#keys.last, async (path) =>
        writeFileSync(path, Buffer.concat([headOf(body), body]), { flag: "wx", mode: 0o600 }),
      );
    } catch {
      // Not written: the next run reads the migrations.
    }
  }
}

function baseOf(scheduled: readonly ScheduledMigration[]): readonly ScheduledMigration[] {
  const first = scheduled.findIndex(({ judged }) => judged);
  return first === -1 ? [] : scheduled.slice(0, first);
}

function withNames(one: ScheduledMigration, names: ScriptNames): ScheduledMigration {
  return {
    migration: one.migration,
    judged: one.judged,
    names,
    get script() {
      return one.script;
    },
    get places() {
      return one.places;
    },
  };
}

/** A copy that later statements do not change. What waits for the end of a transaction waits no more. */
function withoutSession(model: SchemaModel): SchemaModel {
  return { ...forkModel(model), pending: null };
}

/** Relations that are the same in both models stand there once. */
function sharing({ given, model }: WalkedBase, other: SchemaModel): WalkedBase {
  for (const [id, relation] of model.relations) {
    const same = other.relations.get(id);
    if (same !== undefined && isDeepStrictEqual(same, relation)) model.relations.set(id, same);
  }
  return { given, model };
}

/** Stands before the rest: by it a file that is cut short or damaged is known. */
function headOf(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest();
}

const HEAD_LENGTH = 32;

/** Null: there is none, or it is damaged. */
function read(folder: string, keys: Keys): Contents | null {
  const kept = latestSnapshot({ folder, keys });
  if (kept === null) return null;
  try {
    const file = readFileSync(kept.path);
    const body = file.subarray(HEAD_LENGTH);
    if (!file.subarray(0, HEAD_LENGTH).equals(headOf(body))) throw new Error("damaged");
    const contents = deserialize(body) as Contents;
    if (contents.names.length !== kept.migrations) throw new Error("of another base");
    return contents;
  } catch {
    rmSync(kept.path, { force: true });
    return null;
  }
}
