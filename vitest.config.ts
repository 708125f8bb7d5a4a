import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The quick suite: no server, nothing outside this folder. The suites on real PostgreSQL servers are
// `*.server.test.ts` and run from vitest.server.config.ts.
export default defineConfig({
  resolve: {
    alias: {
      "lockgate/rule": fileURLToPath(new URL("./src/rule.ts", import.meta.url)),
      lockgate: fileURLToPath(new URL("./src/index.ts", import.meta.url)),
    },
  },
  test: {
    include: ["src/**/*.test.ts", "rules/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.server.test.ts", "src/action/e2e/**"],
    globalSetup: "src/shadow/engines/built-worker.testing.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
