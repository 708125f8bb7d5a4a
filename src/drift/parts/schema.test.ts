import { expect, test } from "vitest";
import { folder, put } from "../../migrations/temporary-repository.testing.ts";
import { schemaPart } from "../drift.testing.ts";

const SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';
const FILES = {
  "prisma/schema.prisma": SCHEMA,
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/20250101000000_init/migration.sql": "CREATE TABLE a (id int PRIMARY KEY);",
};

const INSTALL =
  "install the repository's packages with their install scripts (npm ci), and run lockgate after that";

test("without an engine, what to install is said", async () => {
  const root = folder(FILES);
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason: `prisma is not installed here, and its engine compares the two: ${INSTALL}`,
    lines: [],
  });
  put(root, { "node_modules/prisma/package.json": '{"version": "5.22.0"}' });
  expect((await schemaPart(root)).reason).toBe(
    `prisma 5.22.0 has no engine that runs on this machine: ${INSTALL}`,
  );
});

test("an engine of another major than the user's is not asked", async () => {
  const root = folder(FILES);
  put(root, {
    "node_modules/prisma/package.json": '{"version": "5.22.0"}',
    "node_modules/@prisma/schema-engine-wasm/package.json": '{"version": "6.19.0-26.x"}',
    "node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm": "x",
  });
  expect((await schemaPart(root)).reason).toContain("prisma 5.22.0 has no engine");
  put(root, { "node_modules/prisma/package.json": '{"version": "8.0.0"}' });
  expect((await schemaPart(root)).reason).toBe("Prisma 8 is not supported yet");
});

test("nothing that is installed is run where that is forbidden", async () => {
  const root = folder(FILES);
  put(root, {
    "node_modules/prisma/package.json": '{"version": "7.10.1"}',
    "node_modules/prisma/build/schema_engine_bg.wasm": "x",
  });
  expect((await schemaPart(root, { noInstalledCode: "a stranger may have written it" })).reason).toBe(
    "what compares is the repository's own installation: a stranger may have written it",
  );
});

test("Prisma 8 is not supported yet, and never passed", async () => {
  const root = folder({
    "prisma/migrations/20270101T0000_init/ops.json": "[]",
    "prisma/migrations/20270101T0000_init/migration.json": "{}",
  });
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason: "the migrations of Prisma 8 (ops.json) are not supported yet",
  });
});

test("a tool without a schema file is not compared", async () => {
  const root = folder({ "db/migrations/20250101000000_a.sql": "-- migrate:up\nCREATE TABLE a (id int);\n" });
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason: "a schema file of dbmate is not compared with its migrations",
  });
});
