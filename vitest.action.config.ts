import { defineConfig } from "vitest/config";

// The bundled Action, run as the runner runs it, against a GitHub of its own: a suite apart, as it takes minutes.
export default defineConfig({
  test: {
    include: ["src/action/e2e/*.test.ts"],
    exclude: ["**/*.server.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
