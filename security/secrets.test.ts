import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, holds, type Place, SECOND } from "./case.testing.ts";

const PASSWORD = "hunter2";
const NOTE = "CREATE TABLE note (id int);";

/** A file beside the repository, as any file of the machine is, behind a link in it. */
function link(path: string, target: string, content: string) {
  return ({ root }: Place): void => {
    const outside = join(root, "..", target);
    mkdirSync(join(outside, ".."), { recursive: true });
    writeFileSync(outside, content);
    symlinkSync(outside, join(root, path));
  };
}

const LINKS: readonly Case[] = [
  ["lockgate.config.yaml", `TOKEN=${PASSWORD}`],
  ["lockgate.config.json", `{"base": "${PASSWORD}"}`],
  ["lockgate.baseline.json", `{"schema": "${PASSWORD}"}`],
].map(([path = "", content = ""]) => ({
  why: `${path} is a link out of the repository`,
  change: NOTE,
  setUp: link(path, "secret", content),
  gate: "refused" as const,
  says: /symbolic link out of the repository/,
  never: new RegExp(PASSWORD),
}));

const NAMED: readonly Case[] = (
  [
    ["stats", "x", { stats: "x" }],
    ["the prelude", "x.sql", { targets: [{ dir: "migrations", prelude: "x.sql" }] }],
    ["the folder of rules", "x", { userRules: ["x"] }],
  ] as const
).map(([what, path, content]) => ({
  why: `${what} that the config names is a link out of the repository`,
  change: { "lockgate.config.json": JSON.stringify(content), [SECOND]: NOTE },
  setUp: link(path, what === "the folder of rules" ? "rules/a/rule.mjs" : "secret", `-- ${PASSWORD}`),
  gate: "refused" as const,
  never: new RegExp(PASSWORD),
}));

const MALFORMED: readonly Case[] = [
  `failOn: ${PASSWORD}`,
  `base: [${PASSWORD}]`,
  `static: "${PASSWORD}"`,
  `shadow: postgres://u:${PASSWORD}@h/d`,
  `targets:\n  - dir: ../${PASSWORD}`,
  `base: *${PASSWORD}`,
  `base: "\\${PASSWORD}`,
  `${PASSWORD} words\n: `,
  `rules:\n  drops-table: ${PASSWORD}`,
  `"postgres://u:${PASSWORD}@h/d": 1`,
].map((text) => ({
  why: `the config is malformed: ${JSON.stringify(text)}`,
  change: { "lockgate.config.yaml": text, [SECOND]: NOTE },
  gate: "refused" as const,
  never: new RegExp(PASSWORD),
}));

const ADDRESSES: readonly Case[] = [
  `"postgres://app:${PASSWORD}@db.internal/shop"`,
  `'postgresql://app:${PASSWORD}@db.internal/shop'`,
  `jdbc:postgresql://db.internal/shop?user=app&password=${PASSWORD}`,
  `host=db.internal dbname=shop password=${PASSWORD}`,
  `DATABASE_URL=postgres://app:${PASSWORD}@db.internal/shop`,
  `psql 'postgres://app:${PASSWORD}@db.internal/shop'`,
  `postgres//app:${PASSWORD}@db.internal/shop`,
  `mysql://app:${PASSWORD}@db.internal/shop`,
  `postgres://app:12/${PASSWORD}@db.internal/shop`,
  `postgres://app:12#${PASSWORD}@db.internal/shop`,
  `postgres://app:${PASSWORD}@db.internal:port/shop`,
].flatMap((address) =>
  ["LOCKGATE_DATABASE_URL", "LOCKGATE_STATS", "LOCKGATE_SHADOW"].map((variable) => ({
    why: `${variable} is ${address}`,
    change: NOTE,
    input: { settings: { base: "main", static: true }, env: { [variable]: address } },
    gate: "refused" as const,
    never: new RegExp(PASSWORD),
  })),
);

const UNREACHABLE: readonly Case[] = ["127.0.0.1:1", "no-such-host.invalid", "[::1]:1"].flatMap((host) =>
  ["LOCKGATE_DATABASE_URL", "LOCKGATE_SHADOW"].map((variable) => ({
    why: `${variable} cannot be reached at ${host}`,
    change: NOTE,
    input: {
      settings: { base: "main" },
      env: { [variable]: ` postgres://app:${PASSWORD}@${host}/shop?sslmode=require ` },
    },
    gate: "stopped" as const,
    never: new RegExp(PASSWORD),
  })),
);

holds("links out of the repository", [...LINKS, ...NAMED]);
holds("what is malformed is not repeated", MALFORMED);
holds("a database URL that is none", ADDRESSES);
holds("a database that does not answer", UNREACHABLE);
