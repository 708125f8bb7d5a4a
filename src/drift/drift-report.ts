import * as v from "valibot";
import { HISTORY_KINDS } from "../migrations/tools/history.ts";
import { TOOL_IDS } from "../migrations/tools/tools.ts";
import { described, type Published, text } from "../published.ts";

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

const History = v.strictObject({ state, reason, items: v.array(Item) });
const Differences = v.strictObject({ state, reason, differences: v.array(Difference) });

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

/** The JSON of `drift`. schema/drift.schema.json is generated from it. */
export const DriftSchema = v.strictObject({
  schema: v.literal("lockgate/drift@1"),
  verdict: state,
  targets: v.array(Target),
  databases: described(v.array(Database), "The live databases that were asked."),
});

/** The outcome of `lockgate drift`, in the shape of its JSON (schema/drift.schema.json, which describes each key). */
export type DriftReport = Published<typeof DriftSchema>;
export type DriftState = DriftReport["verdict"];
export type DriftedTarget = Published<typeof Target>;
export type DriftedDatabase = Published<typeof Database>;
export type DifferencePart = Published<typeof Differences>;
export type HistoryItem = Published<typeof Item>;
export type Difference = Published<typeof Difference>;

/** What was found before it is known in which databases. */
export type FoundDifference = Omit<Difference, "databases">;
