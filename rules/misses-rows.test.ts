/** Held against what five servers let each role reach. */
import { beforeAll, expect, test } from "vitest";
import { loadRules } from "../src/judge/load-rules.ts";
import measured from "../src/postgres/witnesses/row-security.json" with { type: "json" };
import type { Snapshot } from "../src/production/snapshot.ts";
import { judgeParts } from "../src/proof/example.ts";
import { loadParser } from "../src/sql/parse.ts";

const loaded = await loadRules();
const rules = new Map([...loaded].flatMap(([id, { rule }]) => (id === "misses-rows" ? [[id, rule]] : [])));
beforeAll(() => loadParser());

const COMMANDS = {
  UPDATE: "UPDATE notes SET body = 'x' WHERE body IS NULL",
  DELETE: "DELETE FROM notes WHERE body IS NULL",
  "INSERT SELECT": "INSERT INTO copies SELECT * FROM notes",
  "CREATE TABLE AS": "CREATE TABLE fresh AS SELECT * FROM notes",
  "INSERT VALUES": "INSERT INTO notes VALUES (21, 'x')",
  TRUNCATE: "TRUNCATE notes",
} as const;

type Command = keyof typeof COMMANDS;

const ROLES: Readonly<Record<string, NonNullable<Snapshot["role"]>>> = {
  owner: { name: "owner", superuser: false, bypassesRowSecurity: false, memberOf: [] },
  "owner BYPASSRLS": { name: "owner", superuser: false, bypassesRowSecurity: true, memberOf: [] },
  superuser: { name: "owner", superuser: true, bypassesRowSecurity: false, memberOf: [] },
  "member of the owner": {
    name: "member",
    superuser: false,
    bypassesRowSecurity: false,
    memberOf: ["owner"],
  },
  "other role": { name: "other", superuser: false, bypassesRowSecurity: false, memberOf: [] },
  "other role BYPASSRLS": { name: "other", superuser: false, bypassesRowSecurity: true, memberOf: [] },
};

const STATES: Readonly<Record<string, string>> = {
  enabled: "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;",
  forced: "ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;",
  "forced, not enabled": "ALTER TABLE notes FORCE ROW LEVEL SECURITY;",
};

const snapshotOf = (role: Snapshot["role"]): Snapshot => ({
  schema: "lockgate/stats@2",
  postgres: 18,
  settings: { lockTimeout: 0 },
  ...(role ? { role } : {}),
  tables: [
    {
      relation: "public.notes",
      rows: 20,
      bytes: 8192,
      writesPerSecond: 0,
      readsPerSecond: 0,
      owner: "owner",
    },
  ],
});

async function missed(given: string, sql: string, role: Snapshot["role"]): Promise<boolean> {
  const { findings } = await judgeParts(
    { given, snapshot: snapshotOf(role) },
    [{ sql, tool: "sql" }],
    rules,
    18,
  );
  return findings.length > 0;
}

test("rows are missed where the servers passed some by, and only there", async () => {
  const wrong: string[] = [];
  for (const [situation, byMajor] of Object.entries(measured.reached)) {
    const [, role = "", state = "", policy = ""] =
      /^([^:]+): (enabled|forced, not enabled|forced), (.+)$/.exec(situation) ?? [];
    const create = policy === "no policy" ? "" : policyOf(policy);
    const given = `CREATE TABLE notes (id int PRIMARY KEY, body text);
      CREATE TABLE copies (id int, body text); ${STATES[state]} ${create}`;
    for (const reached of Object.values(byMajor) as Readonly<Record<string, number | string>>[]) {
      for (const command of Object.keys(COMMANDS) as Command[]) {
        const rows = reached[command];
        const isPassedBy =
          typeof rows === "number" && rows !== -1 && rows < (command === "INSERT VALUES" ? 1 : 20);
        // With a condition on a column, UPDATE needs a policy for SELECT, too.
        const needsSelect = command === "UPDATE" && policy.startsWith("FOR UPDATE") && reached.DELETE === 0;
        const said = await missed(given, COMMANDS[command], ROLES[role]);
        if (said !== (isPassedBy || needsSelect)) wrong.push(`${situation}: ${command} reached ${rows}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function policyOf(words: string): string {
  const forOther = words.endsWith(", for another role");
  const using = words.replace(/, for another role$/, "");
  return `CREATE ROLE stranger; CREATE POLICY p ON notes ${forOther ? "TO stranger " : ""}${using};`;
}
