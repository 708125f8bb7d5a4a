import * as v from "valibot";
import { HISTORY_KINDS } from "../migrations/tools/history.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { count, described, type Published, text } from "../published.ts";

const state = described(
  v.picklist(["clean", "drifted", "error", "not-checked"]),
  "Only clean is green. Not checked: it does not apply or could not run, as the reason says.",
);
const reason = described(
  v.nullable(text),
  "Given for error and not-checked; else what a reader must know, or null.",
);
const databases = described(
  v.array(text),
  "The live databases that it was found in; none for what git or the schema file shows.",
);

const Item = v.strictObject({
  kind: v.picklist(HISTORY_KINDS),
  migration: described(text, "The tool's own name of it."),
  path: described(
    v.nullable(text),
    "Its file, relative to the repository's root, where the checkout has it.",
  ),
  message: text,
  next: described(text, "What to do about it; commands stand between backticks."),
  databases,
});

const Difference = v.strictObject({
  kind: described(
    v.picklist(["missing", "unexpected", "changed"]),
    "Missing: the migrations make it and the live database lacks it. Unexpected: only the live database has it.",
  ),
  object: described(text, "PostgreSQL's word for it."),
  name: described(text, "schema.name or schema.table.name, unquoted."),
  relation: described(v.nullable(text), "schema.table that it belongs to."),
  expected: described(v.nullable(text), "By the migrations: its definition, or what of it differs."),
  actual: described(v.nullable(text), "In the live database; null where that lacks it."),
  message: text,
  next: described(text, "What to do about it; commands stand between backticks."),
  sql: described(v.nullable(text), "The SQL that `next` refers to."),
  purpose: v.optional(
    described(
      v.picklist(["keep it", "bring it back"]),
      "What `sql` is for, of two ways; left out where there is one.",
    ),
  ),
  databases,
});

export const OUTCOME_KINDS = ["compared", "not checked", "failed", "not applicable"] as const;

const outcomes = v.exactOptional(
  described(
    v.array(
      v.strictObject({
        kind: v.picklist(OUTCOME_KINDS),
        reason: v.nullable(text),
        databases: described(v.array(text), "None: what was said of the repository alone."),
      }),
    ),
    "Of a share: what became of each of its databases, for `lockgate merge`.",
  ),
);

const History = v.strictObject({ state, reason, items: v.array(Item), outcomes });
const Differences = v.strictObject({ state, reason, differences: v.array(Difference), outcomes });

/** One folder of migrations against the live databases that it belongs to. Each part has the worst state of all databases. */
const Target = v.strictObject({
  name: text,
  tool: v.picklist(TOOL_IDS),
  dir: text,
  /** The history table of the live database, or git, against the migrations of the checkout. */
  history: History,
  /** Objects that the migrations make, against those of the live database. */
  catalog: Differences,
  /** The same objects against those of the ORM's schema file. */
  schema: Differences,
});

const Database = v.strictObject({
  name: described(text, "As the user named it, else host:port/database."),
  state,
  reason: described(v.nullable(text), "Why it could not be read."),
});

const Shard = v.strictObject({
  index: described(v.pipe(v.number(), v.integer(), v.minValue(1)), "1-based."),
  of: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** By what the shares of one run are known. Each text is the SHA-256 of what all of them must have in common. */
const Fleet = v.strictObject({
  databases: described(count, "How many the whole list has."),
  list: described(text, "The names of all databases, in the order of the list."),
  migrations: described(text, "The migrations that they are compared with."),
  settings: described(
    text,
    "The config and the options, as far as they decide what is found, and the version of lockgate.",
  ),
});

/** The JSON of `drift`. schema/drift.schema.json is generated from it. */
export const DriftSchema = v.strictObject({
  schema: v.literal("lockgate/drift@1"),
  verdict: state,
  shard: v.exactOptional(
    described(Shard, "The share of the databases that was asked; left out: all of them."),
  ),
  fleet: v.exactOptional(described(Fleet, "Of a share: the run that it is a part of.")),
  targets: v.array(Target),
  databases: described(v.array(Database), "The live databases that were asked."),
});

/** The outcome of `lockgate drift`, in the shape of its JSON (schema/drift.schema.json, which describes each key). */
export type DriftReport = Published<typeof DriftSchema>;
export type DriftState = DriftReport["verdict"];
export type DriftedTarget = Published<typeof Target>;
export type DriftedDatabase = Published<typeof Database>;
export type DriftedFleet = Published<typeof Fleet>;
export type DifferencePart = Published<typeof Differences>;
export type HistoryItem = Published<typeof Item>;
export type Difference = Published<typeof Difference>;

/** What was found before it is known in which databases. */
export type FoundDifference = Omit<Difference, "databases">;
