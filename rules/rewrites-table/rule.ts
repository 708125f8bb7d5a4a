import {
  type AlterTable,
  type Analyzed,
  alterTable,
  batch,
  blockedBy,
  type Clause,
  defineRule,
  duringLowTraffic,
  hazardsOf,
  listed,
  lockDuring,
  makeName,
  modeWords,
  nameOf,
  notNullSteps,
  quoted,
  type Remedy,
  type Step,
  stepsIn,
  target,
} from "lockgate/rule";

export default defineRule({
  level: "error",
  summary: "Writing every row of a table to a new file blocks the table until it is done.",
  judge(analyzed) {
    const rewrites = hazardsOf(analyzed, "rewrite").filter(({ relation }) => lockDuring(analyzed, relation));
    const [because] = rewrites;
    const held = because && lockDuring(analyzed, because.relation);
    if (because === undefined || held === undefined) return;
    const names = listed(rewrites.map(({ relation }) => nameOf(relation)));
    const message = `rewrites ${names} under ${modeWords(held, analyzed)}: ${blockedBy(held.lock.mode)}`;
    return { message, because, covering: rewrites };
  },
  remedy(_, analyzed) {
    const table = alterTable(analyzed.statement);
    const [clause, ...rest] = table?.clauses ?? [];
    const safe = table && clause && rest.length === 0 ? safeForm(table, clause, analyzed) : null;
    return safe ?? duringLowTraffic;
  },
});

function safeForm(table: AlterTable, clause: Clause, analyzed: Analyzed): Remedy | null {
  return laterDefault(table, clause, analyzed) ?? newColumn(table, clause, analyzed);
}

/** ADD COLUMN with a volatile default: the default is set once the column is there, and the rows are filled in batches. */
function laterDefault({ head, relation }: AlterTable, clause: Clause, analyzed: Analyzed): Remedy | null {
  const { column, name } = clause;
  if (column?.default == null || column.others.length > 0 || name === null) return null;
  const steps: Step[] = [
    {
      sql: [
        `${head} ADD COLUMN ${column.name} ${column.type}`,
        `${head} ALTER COLUMN ${column.name} SET DEFAULT ${column.default}`,
      ],
    },
    batch(relation, `${column.name} = DEFAULT`, `${column.name} IS NULL`, target(analyzed)?.shape),
    ...(column.notNull ? notNullSteps(head, column.name, name) : []),
  ];
  return {
    summary: "add the column without its default, then set the default and fill the existing rows in batches",
    ...stepsIn(analyzed, steps),
  };
}

/** Another type: a second column that a trigger keeps equal takes the place of the first. */
function newColumn(
  { head, relation, name: table }: AlterTable,
  clause: Clause,
  analyzed: Analyzed,
): Remedy | null {
  const { name, newType } = clause;
  if (name === null || newType === null) return null;
  const made = makeName(name, "new");
  const [old, fresh, sync] = [name, made, makeName(`sync_${table}_${name}`, "new")].map(quoted);
  const value = `CAST(${newType.using ?? old} AS ${newType.type})`;
  const body = `BEGIN NEW.${fresh} := (SELECT ${value} FROM (SELECT NEW.*) AS ${quoted(table)}); RETURN NEW; END`;
  const steps: Step[] = [
    {
      sql: [
        `${head} ADD COLUMN ${fresh} ${newType.type}`,
        `CREATE FUNCTION ${sync}() RETURNS trigger LANGUAGE plpgsql AS $$ ${body} $$`,
        `CREATE TRIGGER ${sync} BEFORE INSERT OR UPDATE ON ${relation} FOR EACH ROW EXECUTE FUNCTION ${sync}()`,
      ],
    },
    // The trigger keeps equal what is written from now on; not every type can be compared.
    batch(
      relation,
      `${fresh} = ${value}`,
      `${fresh} IS NULL AND ${value} IS NOT NULL`,
      target(analyzed)?.shape,
    ),
    ...(target(analyzed)?.shape.required.includes(name) ? notNullSteps(head, quoted(made), made) : []),
    {
      when: `once ${fresh} has the default, indexes and constraints of ${old}`,
      sql: [
        `DROP TRIGGER ${sync} ON ${relation}`,
        `DROP FUNCTION ${sync}()`,
        `-- lockgate: ignore drops-column because ${fresh} holds its values\n${head} DROP COLUMN ${old}`,
        `-- lockgate: ignore breaks-running-code because no code knows ${fresh}\n${head} RENAME COLUMN ${fresh} TO ${old}`,
      ],
    },
  ];
  return {
    summary:
      "a second column of the new type, kept equal by a trigger and filled in batches, takes its place",
    ...stepsIn(analyzed, steps),
  };
}
