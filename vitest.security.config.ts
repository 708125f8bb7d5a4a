import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Hostile and careless changes against the gate, each with a harmless look-alike where there is one: docs/security.md.
export default defineConfig({
  resolve: { alias: { "lockgate/rule": fileURLToPath(new URL("./src/rule.ts", import.meta.url)) } },
  test: {
    include: ["security/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.server.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
