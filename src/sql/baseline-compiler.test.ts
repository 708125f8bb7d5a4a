import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** What V8 compiles of the grammar while it parses a few hundred times, a line for each function. */
function compiled(first: string): string {
  const program = `
    const { useBaselineCompiler } = await import(${here("./baseline-compiler.ts")});
    ${first}
    const { loadParser, parseScript } = await import(${here("./parse.ts")});
    await loadParser();
    for (let run = 0; run < 300; run++) parseScript("SELECT a FROM t WHERE b = 1; ALTER TABLE t ADD c int DEFAULT 3;");
    await new Promise((resolve) => setTimeout(resolve, 500));`;
  const flags = [
    "--trace-wasm-compilation-times",
    "--import",
    import.meta.resolve("tsx"),
    "--input-type=module",
  ];
  const { stdout, status } = spawnSync(process.execPath, [...flags, "--eval", program], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toContain("using Liftoff");
  return stdout;
}

test("the grammar is compiled once, whatever the version of Node; else its largest functions are optimised meanwhile", () => {
  // What imports TypeScript is WASM, too, and small.
  const optimised = /using TurboFan.* bodysize \d{5,}/;
  expect(compiled("useBaselineCompiler();")).not.toMatch(optimised);
  expect(compiled("")).toMatch(optimised);
}, 120_000);
