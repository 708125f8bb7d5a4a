import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { openShadow } from "../engines/open-shadow.ts";
import { LIMITS, type Shadow } from "../engines/shadow.ts";
import { contentsOf } from "./contents.ts";
import { diffContents } from "./diff-contents.ts";
import { fillTables } from "./fill-tables.ts";

const demanding = readFileSync(new URL("demanding-schema.sql", import.meta.url), "utf8");
const newer = readFileSync(new URL("newer-demands.sql", import.meta.url), "utf8");

describe.each([14, 15, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server.stop());

  test("every table of a demanding schema takes the same rows as on another server", async () => {
    const schema = major === 18 ? `${demanding}${newer}` : demanding;
    const [once, again] = [await filled(server.url, schema), await filled(server.url, schema)];
    expect(once.unfilled).toEqual([]);
    expect(diffContents(once.contents, again.contents)).toEqual([]);
    expect(once.contents.unread).toEqual([]);
  });

  test("a role without the right to keep triggers quiet fills what they let through", async () => {
    const admin = await openShadow(server.url, OPENING);
    await admin.session.exec("CREATE ROLE plain LOGIN CREATEDB; ALTER DATABASE postgres OWNER TO plain");
    await admin.close();
    const url = server.url.replace("postgres@", "plain@");
    const { unfilled } = await filled(
      url,
      `CREATE SCHEMA own; CREATE TABLE own.parent (id int PRIMARY KEY);
       CREATE TABLE own.child (id int PRIMARY KEY REFERENCES own.parent, n int);
       CREATE FUNCTION own.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
       CREATE TABLE own.guarded (id int);
       CREATE TRIGGER refuse BEFORE INSERT ON own.guarded FOR EACH ROW EXECUTE FUNCTION own.refuse();
       CREATE TABLE own.secured (id int); ALTER TABLE own.secured ENABLE ROW LEVEL SECURITY;
       ALTER TABLE own.secured FORCE ROW LEVEL SECURITY`,
    );
    expect(unfilled).toEqual([
      { relation: "own.guarded", reason: "refused" },
      {
        relation: "own.secured",
        reason: 'new row violates row-level security policy for table "secured"',
      },
    ]);
  });
});

const OPENING = { extensions: [], snapshot: null, live: null, limits: LIMITS };

async function filled(url: string, schema: string) {
  const shadow: Shadow = await openShadow(url, OPENING);
  try {
    const { error } = await shadow.session.exec(schema);
    expect(error).toBeNull();
    return { ...(await fillTables(shadow.session)), contents: await contentsOf(shadow.session) };
  } finally {
    await shadow.close();
  }
}
