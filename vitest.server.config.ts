import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The suites on real PostgreSQL 14-18: `npm run servers` installs them.
export default defineConfig({
  resolve: { alias: { "lockgate/rule": fileURLToPath(new URL("./src/rule.ts", import.meta.url)) } },
  test: {
    include: [
      "src/**/*.server.test.ts",
      "rules/*.server.test.ts",
      "scripts/**/*.server.test.ts",
      "postgres-servers/*.server.test.ts",
    ],
    exclude: ["**/node_modules/**"],
    globalSetup: "src/shadow/engines/built-worker.testing.ts",
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
