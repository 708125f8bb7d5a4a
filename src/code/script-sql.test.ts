import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse.ts";
import { queriesInFile } from "./query-file.ts";
import { sqlInScript } from "./script-sql.ts";

beforeAll(loadParser);

const found = (text: string) => sqlInScript(text).map(({ sql, line }) => `${line} ${sql}`);

test("templates behind tags and methods, their expressions as parameters", () => {
  const text = `
const a = await prisma.$queryRaw<{ id: Array<number> }[]>\`SELECT id FROM orders WHERE org = \${org.id}\`;
await prisma.$executeRaw(Prisma.sql\`UPDATE orders SET a = \${fn({ x: "}" , y: \`\${1}\` })} WHERE id = \${id}\`);
await sql\`
  -- the newest
  SELECT 1
\`;
client.query("DELETE FROM orders WHERE note = \\"x\\"", [1]);
db.query('SELECT \\'a\\' FROM orders');
prisma.$queryRawUnsafe(
  \`SELECT $1 FROM orders\`, 1);
`;
  expect(found(text)).toEqual([
    "2 SELECT id FROM orders WHERE org = $1",
    "3 UPDATE orders SET a = $1 WHERE id = $2",
    "4 -- the newest\n  SELECT 1",
    '8 DELETE FROM orders WHERE note = "x"',
    "9 SELECT 'a' FROM orders",
    "11 SELECT $1 FROM orders",
  ]);
});

test("what is no query, not closed, or numbers parameters beside those of the template", () => {
  const text = `
sql\`orders.id = \${id}\`; router.query("/select"); mysql\`SELECT 1\`; const sql = "SELECT 2";
x.query(\`SELECT \${a} WHERE b = $1\`);
x.query(\`SELECT
`;
  expect(found(text)).toEqual([]);
});

test("hostile text takes no time", () => {
  const text = `${"sql<".repeat(50_000)}${"sql`SELECT ${`".repeat(2000)}${".query(".repeat(50_000)}`;
  const before = process.cpuUsage().user;
  sqlInScript(text);
  expect(process.cpuUsage().user - before).toBeLessThan(3_000_000);
});

test("a file of queries, each with its own parameters", () => {
  const text = `-- name: ByOrg :many
SELECT * FROM orders WHERE org = @org::text AND note = '@no' AND a @> sqlc.arg('json')::jsonb;

-- name: One :one
SELECT id::text FROM orders WHERE id = $1 AND b = sqlc.narg(b) AND c IN (sqlc.slice(ids)) AND d < :day;
VACUUM orders;
`;
  expect(queriesInFile(text).map(({ sql, line }) => `${line} ${sql}`)).toEqual([
    "2 SELECT * FROM orders WHERE org = $1::text AND note = '@no' AND a @> $2::jsonb",
    "5 SELECT id::text FROM orders WHERE id = $1 AND b = $2 AND c IN ($3) AND d < $4",
  ]);
  expect(queriesInFile("CREATE TABLE a (id int); INSERT INTO a VALUES (1);")).toEqual([]);
});
