import { MEASURED_ON } from "../../src/postgres/catalogue.ts";

/** What stands before the tables: how it was measured, how to read it. */
export function intro(forms: number, witnesses: number): string {
  return `<!-- Written by npm run docs:locks: do not edit. -->

# What every statement locks

${forms} forms of statements on PostgreSQL ${MEASURED_ON.slice(0, -1).join(", ")} and ${MEASURED_ON.at(-1)}: measured, not remembered.
${witnesses.toLocaleString("en")} example statements (*witnesses*, \`src/postgres/witnesses/\`) ran on a real server of each version, each on a
schema of its own with rows in it, while the locks, the files and the rows read were watched. \`npm run servers\` (once) and
\`npm run measure\` repeat it.

How to read the tables:

- **Names.** Capitals are SQL; small words tell forms of one command apart: *partitioned*, *existing*, *absent*.
- **Roles.** A relation is named by what it is to the statement, in the examples too: \`target\` is what the statement is
  about, \`referenced\` what a foreign key of the target refers to, \`referencing\` a table with a foreign key to the target,
  \`parent\`, \`partition\`, \`default partition\` and \`child\` (inheritance) its relatives, \`dependent\` a view or table built
  on it, \`source\` what a query reads. *index* and *sequence* are any of them, with the strongest lock on one.
- **Locks** are on relations that exist before the statement; what it creates is its own until it commits. *Other locks* are
  taken where there is such a relation.
- **Blocks** is what waits behind the lock on the target: *reads and writes*, *writes*, *schema changes* (and VACUUM), or
  *nothing* of these; [the modes](#the-eight-lock-modes) tell it for the other locks. All of them are held to the end of the
  transaction, and while a statement waits for its lock, what conflicts with that lock waits behind the statement.
- **Work** goes with the number of rows, under the locks: *rewrites* the table, *copies* it to another tablespace, *scans* every
  row, *builds indexes*. *May*: the schema decides; a constraint may prove the rows, a type may be stored the same way, there
  may be no partitions.
- **14-17:** and **18:** mark what differs between versions. Without a mark it is the same on all.
- ⚠ **where it does not run**: *not in a transaction*: PostgreSQL refuses it there. *Syntax error*: the version does not know it.
  *Not possible*: the version cannot have what it needs. *Fails*: each example does, with this SQLSTATE; its locks are not known.`;
}
