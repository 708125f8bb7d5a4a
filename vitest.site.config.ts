import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The site as `npm run site` built it, in a real Chromium. One worker: two browsers would wait for each other.
export default defineConfig({
  resolve: {
    alias: {
      "lockgate/rule": fileURLToPath(new URL("./src/rule.ts", import.meta.url)),
      lockgate: fileURLToPath(new URL("./src/index.ts", import.meta.url)),
    },
  },
  test: {
    include: ["site/tests/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
