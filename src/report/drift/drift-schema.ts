import * as v from "valibot";
import { TOOL_IDS } from "../../migrations/migration.ts";

const text = v.string();
const said = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

const state = said(
  v.picklist(["clean", "drifted", "error", "not-checked"]),
  "Only clean is green. Not checked: it does not apply or could not run, as the reason says.",
);
const reason = said(
  v.nullable(text),
  "Given for error and not-checked; else what a reader must know, or null.",
);
const databases = said(
  v.array(text),
  "The live databases that it was found in; none for what git or the schema file shows.",
);

const Item = v.strictObject({
  kind: v.picklist([
    "pending",
    "failed",
    "edited",
    "missing",
    "diverged",
    "out-of-order",
    "deleted",
    "duplicate",
  ]),
  migration: said(text, "The tool's own name of it."),
  path: said(v.nullable(text), "Its file, relative to the repository's root, where the checkout has it."),
  message: text,
  next: said(text, "What to do about it; commands stand between backticks."),
  databases,
});

const Difference = v.strictObject({
  kind: said(
    v.picklist(["missing", "unexpected", "changed"]),
    "Missing: the migrations make it and the live database lacks it. Unexpected: only the live database has it.",
  ),
  object: said(text, "PostgreSQL's word for it."),
  name: said(text, "schema.name or schema.table.name, unquoted."),
  relation: said(v.nullable(text), "schema.table that it belongs to."),
  expected: said(v.nullable(text), "By the migrations: its definition, or what of it differs."),
  actual: said(v.nullable(text), "In the live database; null where that lacks it."),
  message: text,
  next: said(text, "What to do about it; commands stand between backticks."),
  sql: said(v.nullable(text), "The SQL that `next` speaks of."),
  databases,
});

const differences = v.strictObject({ state, reason, differences: v.array(Difference) });

/** The JSON of `drift`. schema/drift.schema.json is generated from it. */
export const DriftSchema = v.strictObject({
  schema: v.literal("lockgate/drift@1"),
  verdict: state,
  targets: v.array(
    v.strictObject({
      name: text,
      tool: v.picklist(TOOL_IDS),
      dir: text,
      history: v.strictObject({ state, reason, items: v.array(Item) }),
      catalog: differences,
      schema: differences,
    }),
  ),
  databases: said(
    v.array(
      v.strictObject({
        name: said(text, "As the user named it, else host:port/database."),
        state,
        reason: said(v.nullable(text), "Why it could not be read."),
      }),
    ),
    "The live databases that were asked.",
  ),
});
