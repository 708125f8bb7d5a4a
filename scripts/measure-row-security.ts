// Writes src/postgres/witnesses/row-security.json: how many of 20 rows each command of each role reaches under row level security on
// PostgreSQL 14-18 (npm run servers once); an error stands as its SQLSTATE.
import { writeFileSync } from "node:fs";
import type { ServerSession } from "../src/shadow/engines/server.ts";
import { byRange } from "./measure/by-version.ts";
import { onAllServers } from "./measure/on-all-servers.ts";
import { printByRange } from "./measure/print-json.ts";

const ROLES: Readonly<Record<string, string>> = {
  owner: "CREATE ROLE owner",
  "owner BYPASSRLS": "CREATE ROLE owner_bypassing BYPASSRLS",
  superuser: "CREATE ROLE root SUPERUSER",
  "member of the owner": "CREATE ROLE member IN ROLE owner",
  "other role": "CREATE ROLE other",
  "other role BYPASSRLS": "CREATE ROLE other_bypassing BYPASSRLS",
};

const STATES: Readonly<Record<string, readonly string[]>> = {
  enabled: ["ENABLE"],
  forced: ["ENABLE", "FORCE"],
  "forced, not enabled": ["FORCE"],
};

const POLICIES: Readonly<Record<string, string | null>> = {
  "no policy": null,
  "USING (true)": "CREATE POLICY p ON notes USING (true)",
  "USING (id <= 5)": "CREATE POLICY p ON notes USING (id <= 5)",
  "FOR SELECT USING (true)": "CREATE POLICY p ON notes FOR SELECT USING (true)",
  "FOR UPDATE USING (true)": "CREATE POLICY p ON notes FOR UPDATE USING (true)",
  "USING (true), for another role": "CREATE POLICY p ON notes TO stranger USING (true)",
};

const COMMANDS: Readonly<Record<string, string>> = {
  UPDATE: "UPDATE notes SET body = 'x'",
  "UPDATE by key": "UPDATE notes SET body = 'x' WHERE id = 20",
  DELETE: "DELETE FROM notes",
  "INSERT SELECT": "INSERT INTO copies SELECT * FROM notes",
  "CREATE TABLE AS": "CREATE TEMPORARY TABLE fresh AS SELECT * FROM notes",
  "INSERT VALUES": "INSERT INTO notes VALUES (21, 'x')",
  TRUNCATE: "TRUNCATE notes",
  COPY: "COPY notes TO STDOUT",
};

const { versions, answers } = await onAllServers(measure);
const names = [...(answers.get(18)?.keys() ?? [])];
const sections = new Map(
  names.map((name) => [
    name,
    byRange(new Map([...answers].map(([major, reached]) => [major, reached.get(name) ?? {}]))),
  ]),
);
const text = `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "reached": ${printByRange(sections)}\n}\n`;
writeFileSync(new URL("../src/postgres/witnesses/row-security.json", import.meta.url), text);

async function measure(session: ServerSession): Promise<Map<string, Record<string, number | string>>> {
  const setUp = [
    ...Object.values(ROLES),
    "CREATE ROLE stranger",
    "CREATE TABLE notes (id int PRIMARY KEY, body text)",
    "CREATE TABLE copies (id int, body text)",
    "INSERT INTO notes SELECT i, 'text' FROM generate_series(1, 20) i",
    "GRANT ALL ON notes, copies TO PUBLIC",
    "GRANT ALL ON SCHEMA public TO PUBLIC",
  ];
  for (const sql of setUp) await session.query(sql);
  const reached = new Map<string, Record<string, number | string>>();
  for (const [role, made] of Object.entries(ROLES)) {
    const name = made.split(" ")[2] ?? "";
    const owner = name === "owner_bypassing" || name === "root" ? name : "owner";
    await session.query(`ALTER TABLE notes OWNER TO ${owner}`);
    for (const [state, words] of Object.entries(STATES)) {
      for (const [policy, create] of Object.entries(POLICIES)) {
        const setting = words.map((word) => `ALTER TABLE notes ${word} ROW LEVEL SECURITY`);
        const rows: Record<string, number | string> = {};
        for (const [command, sql] of Object.entries(COMMANDS)) {
          await session.query("BEGIN");
          for (const one of [...setting, ...(create ? [create] : []), `SET LOCAL ROLE ${name}`])
            await session.query(one);
          const { error, rowCount } = await session.exec(sql);
          rows[command] = error ? error.sqlstate : (rowCount ?? -1);
          await session.query("ROLLBACK");
        }
        reached.set(`${role}: ${state}, ${policy}`, rows);
      }
    }
  }
  return reached;
}
