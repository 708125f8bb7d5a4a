import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadRules, readmeOf } from "./load-rules.ts";
import { readFolder } from "./rule-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-rules-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RULE = 'export default { level: "note", summary: "s", judge() {} };';

function write(id: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, id), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, id, name), text);
}

test("the built-in rules, each a verb and its object, with a README", async () => {
  const rules = [...(await loadRules()).values()];
  expect(rules.length).toBeGreaterThanOrEqual(20);
  for (const loaded of rules) {
    if (loaded.rule.scope !== "run") expect(loaded.id).toMatch(/^[a-z]+s-[a-z-]+$|^is-/);
    expect(await readmeOf(loaded)).toContain(`# ${loaded.id}\n`);
  }
});

test("a user's rules join them; other files and folders in the folder do not matter", async () => {
  write("names-nothing", { "rule.mjs": RULE, "README.md": "# names-nothing\n" });
  write("notes", { "todo.txt": "" });
  writeFileSync(join(folder, "README.md"), "");
  const rules = await loadRules([folder]);
  expect(rules.get("names-nothing")).toMatchObject({ builtIn: false, rule: { level: "note" } });
  expect([...rules.keys()]).toEqual([...rules.keys()].sort());
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{ "rule.mjs": "export const rule = 1;" }, "rule.mjs has no default export made by defineRule"],
  [{ "rule.mjs": 'export default { level: "fatal" };' }, "has no level error, warning or note"],
  [{ "rule.mjs": 'export default { level: "note" };' }, "has no summary"],
  [{ "rule.mjs": 'export default { level: "note", summary: "s" };' }, "has no judge function"],
  [{ "rule.mjs": "throw new Error('no\\nstack');" }, "rule.mjs cannot be loaded: no"],
])("a malformed rule is the user's mistake: %j", async (files, message) => {
  write("names-nothing", { "README.md": "", ...files });
  await expect(readFolder(folder)).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringContaining(message),
  });
});

test("a folder without rules, a missing one, a bad id and a taken id are mistakes", async () => {
  await expect(loadRules([join(folder, "absent")])).rejects.toThrow("cannot be read");
  await expect(loadRules([folder])).rejects.toThrow("holds no rule");
  write("names-nothing", { "rule.mjs": RULE });
  await expect(loadRules([folder])).rejects.toThrow("rule names-nothing has no README.md");
  writeFileSync(join(folder, "names-nothing/README.md"), "");
  write("drops-column", { "rule.mjs": RULE, "README.md": "" });
  await expect(loadRules([folder])).rejects.toThrow("rule drops-column stands in two places");
  write("Drops_Column", { "rule.mjs": RULE, "README.md": "" });
  await expect(loadRules([folder])).rejects.toThrow('"Drops_Column" is not a rule id');
});
