import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import bundle from "../../rolldown.action.config.ts";
import { readInputs } from "./inputs.ts";

const root = join(import.meta.dirname, "../..");

interface Manifest {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}
const manifest = (path: string): Manifest => parse(readFileSync(join(root, path), "utf8"));
const sources = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name));
const source = (names: readonly string[]): string =>
  names.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join("\n");
const outputsIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/setOutput\(\s*"([^"]+)"/g)].map(([, name = ""]) => name))].sort();

test("the action: what action.yml promises is read and set, and no default overrides the config", () => {
  const { inputs, outputs, runs } = manifest("action.yml");
  const read = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, key) => {
        if (String(key).startsWith("INPUT_")) read.add(String(key).slice("INPUT_".length).toLowerCase());
        return undefined;
      },
    },
  );
  readInputs(env);
  expect([...read].sort()).toEqual(Object.keys(inputs).sort());
  expect(outputsIn(source(sources.filter((name) => !name.startsWith("relay"))))).toEqual(
    Object.keys(outputs).sort(),
  );
  const defaults = Object.keys(inputs).filter((name) => inputs[name]?.default !== undefined);
  expect(defaults).toEqual(["github-token"]);
  expect(runs).toEqual({ using: "node24", main: "dist/action/index.js" });
});

test("the comment action, one folder down", () => {
  const { inputs, outputs, runs } = manifest("comment/action.yml");
  const relay = source(["relay.ts"]);
  const read = [...relay.matchAll(/inputOf\(env, "([^"]+)"\)/g)].map(([, name = ""]) => name);
  expect([...new Set(read)].sort()).toEqual(Object.keys(inputs).sort());
  expect(outputsIn(relay)).toEqual(Object.keys(outputs).sort());
  expect(runs).toEqual({ using: "node24", main: "../dist/action/comment.js" });
});

test("what the manifests start is built from a file that is there", () => {
  const entries = bundle.input as Readonly<Record<string, string>>;
  for (const path of ["action.yml", "comment/action.yml"]) {
    const main = join(dirname(path), manifest(path).runs.main);
    const [, name = ""] = /^dist\/action\/(\w+)\.js$/.exec(main) ?? [];
    expect(existsSync(join(root, entries[name] ?? "")), main).toBe(true);
    expect(entries[name], main).toMatch(/\.ts$/);
  }
});
