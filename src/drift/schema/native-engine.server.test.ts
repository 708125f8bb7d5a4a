import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startServer } from "../../../postgres-servers/servers.ts";
import { install } from "../../../schema-tools/tools.ts";
import { folder, put } from "../../migrations/temporary-repository.testing.ts";
import { schemaPart } from "../drift.testing.ts";

const SCHEMA = `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model User {
  id   Int     @id
  name String?
}
`;

const FILES = {
  "prisma/schema.prisma": SCHEMA,
  "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
  "prisma/migrations/20250101000000_init/migration.sql":
    'CREATE TABLE "User" (id int NOT NULL, name text, CONSTRAINT "User_pkey" PRIMARY KEY (id));',
};

/** A repository with Prisma 5, whose engine is no WebAssembly, and with a program that its CLI can run. */
function made(): { root: string; env: Record<string, string | undefined> } {
  const root = folder(FILES);
  install(root, "prisma5", "prisma");
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const program = fileURLToPath(new URL("../../../schema-tools/engine-program.ts", import.meta.url));
  put(root, { engine: `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${program}" "$@"\n` });
  const engine = join(root, "engine");
  chmodSync(engine, 0o755);
  // The CLI looks for this one, too, and does not run it.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    PRISMA_QUERY_ENGINE_LIBRARY: engine,
    PATH: process.env.PATH,
  };
  return { root, env };
}

test("Prisma 5 compares by its own prisma migrate diff, on the embedded PostgreSQL", async () => {
  const { root, env } = made();
  expect(await schemaPart(root, { env })).toMatchObject({ state: "clean", reason: null });
  put(root, { "prisma/schema.prisma": SCHEMA.replace("name String?", "name String?\n  age  Int?") });
  expect((await schemaPart(root, { env })).lines).toEqual(["unexpected column public.User.age"]);
  put(root, {
    "prisma/schema.prisma": SCHEMA.replace("name String?", "name Strin?"),
    // Neither is ever read.
    "prisma.config.ts": "process.exit(1)",
    ".env": "PRISMA_SCHEMA_ENGINE_BINARY=nowhere",
  });
  const { state, reason } = await schemaPart(root, { env });
  expect(state).toBe("not-checked");
  expect(reason).toMatch(/^prisma 5\.22\.0 does not accept prisma\/schema\.prisma: /);
});

test("and on a server", async () => {
  const { root, env } = made();
  const server = await startServer(16);
  try {
    put(root, { "prisma/schema.prisma": SCHEMA.replace("name String?", "name String?\n  age  Int?") });
    expect((await schemaPart(root, { env, shadow: server.url })).lines).toEqual([
      "unexpected column public.User.age",
    ]);
  } finally {
    await server.stop();
  }
});

test("without the program nothing is downloaded", async () => {
  const { root } = made();
  expect(await schemaPart(root)).toMatchObject({
    state: "not-checked",
    reason:
      "prisma 5.22.0 has no engine that runs on this machine: install the repository's packages with their install scripts (npm ci), and run lockgate after that",
  });
  expect(existsSync(join(root, "node_modules/@prisma"))).toBe(false);
});
