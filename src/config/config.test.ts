import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "./config.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockgate-config-"));
  mkdirSync(join(root, ".git"));
  writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const RULES = ["drops-column", "rewrites-table"];
const ids = async () => RULES;
function write(path: string, text: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
}
const load = (cwd = root, named: string | null = null) => loadConfig(cwd, named, ids);
async function mistakesIn(name: string, text: string): Promise<string[]> {
  write(name, text);
  const outcome = await load().then(
    () => "",
    (error: Error) => error.message,
  );
  rmSync(join(root, name));
  return outcome.split("\n").map((line) => line.replace(`${name}:`, ""));
}

test("without a file there are defaults", async () => {
  const config = await load();
  expect(config).toMatchObject({ root, path: null, targets: [], weighing: { assume: "large", levels: [] } });
  expect(Object.isFrozen(config.weighing.thresholds.small)).toBe(true);
});

test("the nearest file up to the repository's root is read; its paths are relative to it", async () => {
  write("lockgate.config.yaml", "base: main\n");
  write("apps/db/lockgate.config.json", '{"targets": [{"dir": "migrations", "prelude": "../init.sql"}]}');
  mkdirSync(join(root, "apps/db/deep"));
  expect((await load(join(root, "apps/db/deep"))).targets).toEqual([
    { dir: "apps/db/migrations", prelude: "apps/init.sql" },
  ]);
  expect((await load(join(root, "apps"))).file).toEqual({ base: "main" });
});

test("a file above the repository is not the repository's", async () => {
  write("lockgate.config.yaml", "base: main\n");
  mkdirSync(join(root, "inner/.git"), { recursive: true });
  writeFileSync(join(root, "inner/.git/HEAD"), "ref: refs/heads/main\n");
  expect((await load(join(root, "inner"))).path).toBeNull();
});

test("two files in one place, and names that are nearly right, are refused", async () => {
  write("a/lockgate.config.json", "{}");
  write("a/lockgate.config.yaml", "");
  await expect(load(join(root, "a"))).rejects.toThrow(
    /lockgate.config.json and lockgate.config.yaml both stand in/,
  );
  write("b/lockgate.config.ts", "export default {}");
  await expect(load(join(root, "b"))).rejects.toThrow(/is not read: the config is data/);
});

test.each([
  ["lockgate.yml", "targets:\n  - dir: db\n"],
  [".lockgate.yaml", "failOn: never\n"],
  [".lockgaterc", '{ "rules": {} }'],
])("%s is refused where it is a config", async (name, text) => {
  write(`c/${name}`, text);
  await expect(load(join(root, "c"))).rejects.toThrow(`${name} is not read: the config is data`);
  write("c/lockgate.config.yaml", "failOn: error\n");
  expect((await load(join(root, "c"))).file.failOn).toBe("error");
});

test("a pipeline or a report of that name is none", async () => {
  write("d/lockgate.yml", "on: pull_request\njobs:\n  gate:\n    rules: []\n");
  write("d/lockgate.json", '{ "targets": [] }');
  expect((await load(join(root, "d"))).path).toBeNull();
});

test("--config names a file, which must be there", async () => {
  write("elsewhere/gate.yml", "failOn: never");
  expect((await load(root, "elsewhere/gate.yml")).file.failOn).toBe("never");
  await expect(load(root, "nowhere.yaml")).rejects.toThrow("--config nowhere.yaml does not exist");
  await expect(load(root, "elsewhere")).rejects.toThrow("ends with neither .json nor .yaml");
});

test.each([
  ["lockgate.config.json", '{\n"failon": "error"\n}', ['2: unknown key "failon": did you mean "failOn"?']],
  [
    "lockgate.config.yaml",
    "tables:\n  asume: x\n",
    ['2: unknown key "tables.asume": did you mean "assume"?'],
  ],
  [
    "lockgate.config.yaml",
    "base: main\nfailOn: eror\npgVersion: 13\nstatic: 'yes'\ntargets:\n  - name: x\n",
    [
      '2: "failOn" is not "error", "warning" or "never": did you mean "error"?',
      '3: "pgVersion" is not 14 or newer',
      '4: "static" is not true or false',
      '6: "targets[0].dir" is missing',
    ],
  ],
  [
    "lockgate.config.json",
    '{"rules": {\n"drop-column": "off"}, "overrides": [\n{"rules": {"x": "note"}}]}',
    ['2: unknown rule "drop-column": did you mean "drops-column"?', '3: unknown rule "x"'],
  ],
  ["lockgate.config.yaml", "rules: []", ['1: "rules" is a list, not an object with keys']],
  ["lockgate.config.yaml", "[]", ["1: the config is a list, not an object with keys"]],
  ["lockgate.config.json", "{\n// why\n}", ["2: not valid JSON: Expected property name or '}'"]],
  ["lockgate.config.json", '{"rules": {\n"x": of}}', ["2: not valid JSON: Unexpected token 'o'"]],
  ["lockgate.config.json", '{"base": "a",\n"base": "b"}', ["2: Map keys must be unique"]],
  ["lockgate.config.yaml", "lockTimeout: soon", ['1: "lockTimeout" is not a duration: write it as "5s"']],
  ["lockgate.config.yaml", "\n__proto__: {}", ['2: unknown key "__proto__"']],
])("%s %j: %j", async (name, text, expected) => {
  expect((await mistakesIn(name, text)).map((line) => line.replace(/^.*?(\d+: )/, "$1"))).toEqual(expected);
});

test("an address with a password is not repeated in the error", async () => {
  const [mistake] = await mistakesIn("lockgate.config.yaml", "shadow: postgres://u:secret@h/d");
  expect(mistake).toContain("belongs in LOCKGATE_SHADOW");
  expect(mistake).not.toContain("secret");
});

test("a path out of the repository is refused", async () => {
  const text = "targets:\n  - dir: ../../etc\nuserRules:\n  - rules\n  - /srv/rules\n";
  expect(await mistakesIn("lockgate.config.yaml", text)).toEqual([
    '2: "targets[0].dir" lies outside the repository',
    '5: "userRules[1]" lies outside the repository',
  ]);
});

test("aliases that expand without end are refused", async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`)}]`).join("\n")}\n`;
  expect((await mistakesIn("lockgate.config.yaml", bomb))[0]).toMatch(/alias/i);
});

test("a rule's level holds everywhere, an override where its patterns match", async () => {
  write(
    "db/lockgate.config.yaml",
    "rules: {drops-column: warning}\noverrides:\n  - paths: [legacy/**]\n    tables: ['public.audit_*']\n    rules: {drops-column: note}\n",
  );
  const { weighing } = await load(join(root, "db"));
  expect(weighing.levels.map(({ rule, level }) => ({ rule, level }))).toEqual([
    { rule: "drops-column", level: "warning" },
    { rule: "drops-column", level: "note" },
  ]);
  const where = weighing.levels[1]?.where;
  expect(where?.("db/legacy/1.sql", "public.audit_log")).toBe(true);
  expect(where?.("db/legacy/1.sql", "public.users")).toBe(false);
  expect(where?.("db/legacy/1.sql", null)).toBe(false);
  expect(where?.("legacy/1.sql", "public.audit_log")).toBe(false);
});

test("tables that an override names weigh by its limits, which are laid over the general ones", async () => {
  write(
    "lockgate.config.yaml",
    "tables: {big: {rows: 500}}\noverrides:\n  - {tables: ['public.audit_*'], size: {assume: small, small: {rows: 90}}}\n",
  );
  const { weighing } = await load();
  const [audit] = weighing.sizings;
  expect(audit?.where("1.sql", "public.audit_log")).toBe(true);
  expect(audit?.where("1.sql", "public.orders")).toBe(false);
  expect(weighing).toMatchObject({
    assume: "large",
    thresholds: { small: { rows: 50_000 }, big: { rows: 500 } },
  });
  expect(audit?.over(weighing)).toMatchObject({
    assume: "small",
    thresholds: { small: { rows: 90, bytes: 32 * 1024 ** 2 }, big: { rows: 500 } },
  });
});

test("what is excused is known by path; a name with brackets is itself", async () => {
  write(
    "lockgate.config.yaml",
    "unanalyzed:\n  - {path: 'db/[id].sql', reason: reviewed, until: 2027-01-31}\n",
  );
  const [excused] = (await load()).excused;
  expect(excused?.matches("db/[id].sql")).toBe(true);
  expect(excused?.matches("db/x.sql")).toBe(false);
  expect(excused).toMatchObject({ line: null, reason: "reviewed", until: "2027-01-31" });
});

test("a config of any size and depth is answered at once", async () => {
  const rules = (count: number) => Array.from({ length: count }, (_, at) => `  r${at}: "off"\n`).join("");
  expect(await mistakesIn("lockgate.config.yaml", `rules:\n${rules(100_000)}`)).toEqual([
    "lockgate.config.yaml is larger than 1 MB: a config is read up to that size",
  ]);
  const unknown = await mistakesIn("lockgate.config.yaml", `rules:\n${rules(50_000)}`);
  expect(unknown).toHaveLength(20);
  expect(unknown[0]).toBe('2: unknown rule "r0"');
  const long = "x".repeat(500_000);
  expect((await mistakesIn("lockgate.config.json", `{"${long}": 1}`))[0]).toBe('1: unknown key "..."');
  expect((await mistakesIn("lockgate.config.json", "[".repeat(200_000)))[0]).toMatch(/^1: /);
});

test("a key that stands twice is refused, wherever it stands", async () => {
  expect(await mistakesIn("lockgate.config.yaml", "targets:\n  - dir: a\n    name: b\n    dir: c\n")).toEqual(
    ["4: Map keys must be unique"],
  );
});

test("the published schema agrees with what is read", async () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8"),
  );
  const validate = new Ajv({ strict: true, allErrors: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } }).compile(
    schema,
  );
  const files: [string, boolean][] = [
    ["{}", true],
    ['{"failOn":"never","targets":[{"dir":"x","postgres":16}],"tables":{"small":{"rows":1}}}', true],
    ['{"failon":"never"}', false],
    ['{"targets":[{"name":"x"}]}', false],
    ['{"pgVersion":13}', false],
    ['{"shadow":"postgres://x"}', false],
    ['{"rules":{"drops-column":"loud"}}', false],
  ];
  for (const [text, good] of files) {
    expect(validate(JSON.parse(text)), text).toBe(good);
    write("lockgate.config.json", text);
    expect(
      await load().then(
        () => true,
        () => false,
      ),
      text,
    ).toBe(good);
  }
});
