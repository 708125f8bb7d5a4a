/** `lockgate/recording@1`: what a tool sent for each migration, as data that another job can judge. */
import * as v from "valibot";

const text = (most: number) => v.pipe(v.string(), v.maxLength(most, `is longer than ${most} characters`));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
// Its own pattern of base64 has valibot overflow the stack at a few MB.
const base64 = v.pipe(v.string(), v.regex(/^[\dA-Za-z+/]*={0,2}$/, "is not base64"));
const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

/** Relative, and with no step up. */
const repositoryPath = v.pipe(
  text(4_096),
  v.regex(/^(?![/\\]|[A-Za-z]:|(?:[\s\S]*[/\\])?\.\.(?:[/\\]|$))/, "leads out of the repository"),
);

/** Longest text of one statement, in characters. */
const LONGEST_TEXT = 64 * 1024 * 1024;
const LONGEST_NAME = 4_096;
/** Most messages, migrations and values of one recording. */
const MOST = 100_000;

const ParameterSchema = v.strictObject({
  type: v.nullable(
    described(
      text(LONGEST_NAME),
      "In the words of format_type; null where the client left it to the server.",
    ),
  ),
  value: v.nullable(text(LONGEST_TEXT)),
});

const SentSchema = v.strictObject({
  connection: described(count, "Connections are numbered from 1 in the order in which they were opened."),
  transaction: described(count, "Messages of one connection with the same number share a transaction."),
  batch: described(
    count,
    "Messages of one connection with the same number were ended by the same Sync, or are one simple query.",
  ),
  protocol: v.picklist(["simple", "extended"]),
  sql: text(LONGEST_TEXT),
  parameters: v.exactOptional(
    v.nullable(
      described(
        v.pipe(v.array(ParameterSchema), v.maxLength(65_535)),
        "The values of $1, $2 …; null where they could not be read.",
      ),
    ),
  ),
  copied: v.exactOptional(described(base64, "Rows that followed COPY … FROM STDIN.")),
  rowsRead: v.exactOptional(described(count, "Rows that the client received of a query.")),
  opening: v.exactOptional(
    described(v.literal(true), "Settings with which the tool, or its driver, began the connection."),
  ),
  error: v.exactOptional(v.strictObject({ sqlstate: text(5), message: text(8_000) })),
  place: v.exactOptional(
    v.strictObject({
      path: described(repositoryPath, "Relative to the repository's root."),
      line: v.pipe(count, v.minValue(1)),
      from: described(
        v.picklist(["call", "text", "migration"]),
        "The line whose code sent it, the line on which its text stands, or the first line of the migration.",
      ),
    }),
  ),
});

const MigrationSchema = v.strictObject({
  id: text(LONGEST_NAME),
  path: described(repositoryPath, "Relative to the repository's root."),
  recorded: described(v.boolean(), "The tool wrote the migration into its history."),
  before: v.exactOptional(
    described(
      v.pipe(v.array(SentSchema), v.maxLength(MOST)),
      "What migrations that are not judged here, as those of another folder, sent before it in the same run.",
    ),
  ),
  sent: v.pipe(v.array(SentSchema), v.maxLength(MOST)),
});

/** What a reader must know of the run. */
const NoteSchema = v.variant("kind", [
  described(
    v.strictObject({
      kind: v.literal("early commit"),
      holder: count,
      waiting: count,
      holds: v.exactOptional(described(text(8_000), "What the holder had sent last.")),
      wants: v.exactOptional(described(text(8_000), "What `waiting` was to run.")),
      locks: v.pipe(
        v.array(v.strictObject({ relation: text(LONGEST_NAME), mode: text(100) })),
        v.maxLength(1_000),
      ),
      blocked: v.exactOptional(
        described(
          v.literal(true),
          "A server said that it waited, until it was ended: nothing was committed.",
        ),
      ),
    }),
    "Connection `waiting` sent something while `holder` was idle in a transaction with these locks, which the embedded PostgreSQL committed before its time.",
  ),
  described(
    v.strictObject({
      kind: v.literal("wrote files"),
      paths: v.pipe(v.array(repositoryPath), v.maxLength(100)),
    }),
    "Files of the checkout that the command changed.",
  ),
  described(
    v.strictObject({ kind: v.literal("cut short"), reason: text(8_000) }),
    "More was sent than is recorded, or something that is no protocol of PostgreSQL.",
  ),
  described(
    v.strictObject({ kind: v.literal("base not checked out"), reason: text(8_000) }),
    "The base's own run failed, so that its migrations were taken from a run of all.",
  ),
  described(
    v.strictObject({ kind: v.literal("base not replayed"), reason: text(8_000) }),
    "What the base leaves could not be made again.",
  ),
  described(
    v.strictObject({
      kind: v.literal("disagreement"),
      migration: text(LONGEST_NAME),
      path: repositoryPath,
    }),
    "Code of the file at `path` sent what the history says is of `migration`.",
  ),
  described(
    v.strictObject({
      kind: v.literal("history not matched"),
      table: text(LONGEST_NAME),
      reason: text(8_000),
    }),
    "Rows of the history name no migration, and their order does not tell whose they are either.",
  ),
]);

const RunSchema = v.strictObject({
  exit: v.nullable(v.pipe(v.number(), v.integer())),
  ended: described(
    v.picklist(["by itself", "at its limit", "by the caller", "not started", "not needed"]),
    '"not needed": no migration was new, and the command was not run.',
  ),
  connections: count,
  lastLines: v.pipe(v.array(text(16_384)), v.maxLength(20)),
});

export const RecordingSchema = v.strictObject({
  schema: v.literal("lockgate/recording@1"),
  lockgate: text(100),
  postgres: v.strictObject({ major: count, engine: v.picklist(["pglite", "server"]) }),
  dir: described(repositoryPath, "The folder of the migrations, relative to the repository's root."),
  tool: v.nullable(text(100)),
  command: v.pipe(v.array(text(LONGEST_NAME)), v.maxLength(1_000)),
  historyTable: v.nullable(
    described(text(LONGEST_NAME), "The tool's own table, as it names it; null: none was seen."),
  ),
  base: described(
    v.strictObject({
      commit: v.nullable(text(100)),
      from: v.picklist(["checkout", "replay", "none"]),
      migrations: v.pipe(v.array(MigrationSchema), v.maxLength(MOST)),
    }),
    "What the database had before: the migrations of the base, run first.",
  ),
  migrations: described(
    v.pipe(v.array(MigrationSchema), v.maxLength(MOST)),
    "The new ones, as they ran upon the base.",
  ),
  run: RunSchema,
  schemaCheck: v.exactOptional(
    described(
      v.strictObject({
        command: v.pipe(v.array(text(LONGEST_NAME)), v.maxLength(1_000)),
        exit: RunSchema.entries.exit,
        ended: RunSchema.entries.ended,
        lastLines: RunSchema.entries.lastLines,
      }),
      "The team's own comparison of its models with what all migrations made; exit 0: they agree.",
    ),
  ),
  notes: v.pipe(v.array(NoteSchema), v.maxLength(1_000)),
});

export type Recording = v.InferOutput<typeof RecordingSchema>;
export type RecordedMigration = v.InferOutput<typeof MigrationSchema>;
export type RecordedSchemaCheck = NonNullable<Recording["schemaCheck"]>;
export type RecordingNote = v.InferOutput<typeof NoteSchema>;
export type RecordedMessage = v.InferOutput<typeof SentSchema>;

/** Bytes of the largest file that is read. */
export const LARGEST_RECORDING = 512 * 1024 * 1024;

export type ReadRecording =
  | { readonly ok: true; readonly recording: Recording }
  /** `reason` names the place in the file and what is wrong there. */
  | { readonly ok: false; readonly reason: string };

/** Reads the text of a recording. Nothing of it is trusted further than its schema goes. */
export function readRecording(source: string): ReadRecording {
  let data: unknown;
  try {
    data = JSON.parse(source);
  } catch (error) {
    return { ok: false, reason: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = v.safeParse(RecordingSchema, data, { abortEarly: true });
  if (!parsed.success) return { ok: false, reason: reasonOf(parsed.issues[0]) };
  const reason = contradictionIn(parsed.output);
  return reason === null ? { ok: true, recording: parsed.output } : { ok: false, reason };
}

/** What each part may say, and all of them may not. */
function contradictionIn({ base, migrations }: Recording): string | null {
  const all = [...base.migrations, ...migrations];
  for (const list of [base.migrations, migrations])
    if (new Set(list.map(({ id }) => id)).size < list.length) return "a migration stands in it twice";
  if (all.reduce((sum, { before = [], sent }) => sum + before.length + sent.length, 0) > MOST)
    return `more than ${MOST} messages`;
  const astray = all.find(({ path, sent }) => sent.some(({ place }) => place && place.path !== path));
  return astray === undefined ? null : `a message of ${astray.path} is placed in another file`;
}

const LONGEST_REASON = 300;

/** On one line and cut: valibot quotes what it finds. */
function reasonOf(issue: v.BaseIssue<unknown>): string {
  const reason = `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`;
  return reason.slice(0, LONGEST_REASON).replace(/\s+/g, " ");
}
