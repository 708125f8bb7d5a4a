import { type Analyzed, defineRule, type Migration } from "lockgate/rule";

export default defineRule({
  level: "note",
  summary: "Each statement commits by itself, so a failure leaves those before it in place.",
  judge(analyzed) {
    const { migration, change } = analyzed;
    const [because] = analyzed.effects;
    if (because === undefined || migration.atomicity !== "statement") return;
    if (speakersOf(change).get(migration) !== analyzed) return;
    const runner = migration.tool === "sql" ? "psql" : migration.tool;
    const message = `${runner} commits each statement: if this one fails, earlier statements stay applied`;
    return { message, because, cause: "is not atomic" };
  },
  remedy() {
    return {
      summary: "write BEGIN and COMMIT around what belongs together, or make each statement repeatable",
      sql: "",
      apart: true,
    };
  },
});

/** Once for a change: a script can hold hundreds of thousands of statements. */
const speakers = new WeakMap<readonly Analyzed[], ReadonlyMap<Migration, Analyzed>>();

/** In each migration the first statement that finds an earlier one committed when it runs. */
function speakersOf(change: readonly Analyzed[]): ReadonlyMap<Migration, Analyzed> {
  const known = speakers.get(change);
  if (known) return known;
  const first = new Map<Migration, Analyzed>();
  const found = new Map<Migration, Analyzed>();
  for (const one of change) {
    const { migration, transaction } = one;
    const earlier = first.get(migration);
    const isCommitted =
      earlier !== undefined && (transaction === null || transaction !== earlier.transaction);
    if (isCommitted && one.effects.length > 0 && !found.has(migration)) found.set(migration, one);
    if (earlier === undefined && !CHANGE_NOTHING.test(one.statement.command)) first.set(migration, one);
  }
  speakers.set(change, found);
  return found;
}

const CHANGE_NOTHING =
  /^(SET|RESET|SHOW|SELECT|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ANALYZE|EXPLAIN)\b/;
