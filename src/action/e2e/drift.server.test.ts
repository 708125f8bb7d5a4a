import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../../../postgres-servers/servers.ts";
import { deployPrisma, prismaFiles } from "../../drift/deploy-prisma.testing.ts";
import { connect, type ServerSession } from "../../shadow/engines/server.ts";
import { pullRequest } from "./events.testing.ts";
import { useGate } from "./gate.testing.ts";
import type { PullRequestCommits } from "./shop.testing.ts";

const gate = useGate();
let server: PostgresServer;
let live: ServerSession;
beforeAll(async () => {
  server = await startServer(17);
  live = await connect(server.url);
  await deployPrisma(live);
});
afterAll(async () => {
  await live.end();
  await server.stop();
});

/** Nothing but drift is left to be said. */
const TIMEOUT = { "lockgate.config.json": '{ "lockTimeout": "5s" }\n' };

const NEW = { "prisma/migrations/20261120000000_note/migration.sql": "ALTER TABLE users ADD note text;\n" };

function run(commits: PullRequestCommits, inputs: Record<string, string> = {}, fork = false) {
  // The server trusts everyone here, whatever the password.
  const url = server.url.replace("postgres@", "postgres:hush-hush@");
  return gate.run(pullRequest(commits, { fork }), gate.shop.checkout(commits.merge), {
    "database-url": url,
    ...inputs,
  });
}

test("a live database that differs fails the gate and stands in the comment, until it agrees again", async () => {
  gate.shop.commit({ ...prismaFiles(), "prisma/migrations/20260101_init/migration.sql": null, ...TIMEOUT });
  const commits = gate.shop.pull(NEW);
  const agrees = await run(commits);
  expect(agrees).toMatchObject({ exit: 0, outputs: { verdict: "pass" } });
  expect(JSON.parse(agrees.file("report-json")).drift.verdict).toBe("clean");
  expect(gate.github.comments).toEqual([]);

  await live.query("ALTER TABLE users ADD surprise integer");
  const drifted = await run(commits);
  expect(drifted).toMatchObject({ exit: 1, outputs: { verdict: "fail" } });
  expect(gate.github.comments[0]?.body).toMatch(/standing="error" -->\n### ❌ lockgate: .*\n/);
  expect(gate.github.comments[0]?.body).toMatch(/#### ❌ Drift: [\s\S]*surprise/);
  expect(drifted.summary).toContain("surprise");
  expect(drifted.stdout + drifted.summary + gate.github.comments[0]?.body).not.toContain("hush-hush");
  const unasked = await run(commits, { drift: "false", comment: "never" });
  expect(unasked.exit).toBe(0);
  expect(JSON.parse(unasked.file("report-json")).drift).toBeNull();

  await live.query("ALTER TABLE users DROP surprise");
  expect((await run(commits)).exit).toBe(0);
  expect(gate.github.comments.map(({ body }) => body.split("\n")[1])).toEqual([
    "### ✅ lockgate: no hazards found",
  ]);
});

test("a live database that cannot be reached is not green", async () => {
  gate.shop.commit({ ...prismaFiles(), "prisma/migrations/20260101_init/migration.sql": null });
  const commits = gate.shop.pull(NEW);
  const ran = await run(commits, { "database-url": "postgres://u:hush-hush@127.0.0.1:1/shop" });
  expect(ran).toMatchObject({ exit: 4, outputs: { verdict: "incomplete" } });
  expect(ran.stdout + ran.summary + gate.github.comments[0]?.body).not.toContain("hush-hush");
});

test("from a fork, nothing is run that its checkout has installed", async () => {
  gate.shop.commit({ ...prismaFiles(), "prisma/migrations/20260101_init/migration.sql": null });
  const commits = gate.shop.pull(NEW);
  const schemaOf = async (fork: boolean) =>
    JSON.parse((await run(commits, {}, fork)).file("report-json")).drift.targets[0].schema.reason;
  expect(await schemaOf(true)).toContain("the pull request comes from a fork");
  expect(await schemaOf(false)).not.toContain("fork");
});
