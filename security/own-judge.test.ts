import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, holds, type Place, SECOND, SHOP } from "./case.testing.ts";

const CONFIG = "lockgate.config.json";
const config = (content: object): string => JSON.stringify(content);

/** On a CI that says where the request goes, and on one that does not. */
const REQUEST = { settings: {}, env: { CI: "true", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" } };
const NO_REQUEST = { settings: {}, env: {} };

// A change that chooses what it is judged by.
const CASES: readonly Case[] = [
  {
    why: "the change's own branch is named as the base, on a merge request",
    change: { [CONFIG]: config({ base: "work" }), [SECOND]: "DROP TABLE invoice;" },
    input: REQUEST,
    gate: "stopped",
    says: /changes the base branch/,
  },
  {
    why: "the commit itself is named as the base, where no CI names one",
    change: { [CONFIG]: config({ base: "HEAD" }), [SECOND]: "DROP TABLE invoice;" },
    input: NO_REQUEST,
    gate: "stopped",
    says: /HEAD is the base in this change's config and does not count/,
  },
  {
    why: "a branch that is not the base is named as the base",
    base: { ...SHOP, [CONFIG]: config({ base: "main" }) },
    change: { [CONFIG]: config({ base: "done" }), [SECOND]: "DROP TABLE invoice;" },
    setUp: ({ git }) => void git("branch", "done"),
    input: NO_REQUEST,
    gate: "stopped",
  },
  {
    why: "the base that main's config names is the base",
    base: { ...SHOP, [CONFIG]: config({ base: "main" }) },
    change: "CREATE TABLE note (id int);",
    input: NO_REQUEST,
    gate: "passes",
    never: /does not count/,
  },
  {
    why: "a nearer config is put in front of the stricter one",
    base: {
      "svc/migrations/0001_shop.sql": SHOP["migrations/0001_shop.sql"] ?? "",
      [CONFIG]: config({ failOn: "warning" }),
    },
    change: { [`svc/${CONFIG}`]: config({}), "svc/migrations/0002_a.sql": "CREATE TABLE note (id int);" },
    from: "svc",
    gate: "passes",
    says: /weakens lockgate's own config: it lowers failOn/,
  },
  {
    why: "the files of a repository stand in the folder that is judged, with a main of their own",
    base: { "db/migrations/0001_shop.sql": SHOP["migrations/0001_shop.sql"] ?? "" },
    change: { "db/migrations/0002_a.sql": "DROP TABLE invoice;" },
    setUp: embedRepository,
    from: "db",
    after: (root) => (existsSync(join(root, "../obeyed")) ? "git has run a program of the change" : null),
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a linked worktree is judged like any other",
    change: "DROP TABLE invoice;",
    setUp({ root, git }) {
      git("checkout", "-q", "main");
      git("worktree", "add", "-q", join(root, "linked"), "work");
      writeFileSync(join(root, ".gitignore"), "/linked\n");
    },
    from: "linked",
    gate: "stopped",
    says: /drops-table/,
  },
];

const RULE = (body: string): string =>
  `export default { level: "warning", summary: "s", judge(analyzed) { ${body} } };\n`;
const OWN = { [CONFIG]: config({ userRules: ["gate"] }), "gate/warns-of-all/README.md": "# warns-of-all\n" };
const STATS = (rows: number): string =>
  JSON.stringify({
    schema: "lockgate/stats@1",
    postgres: 18,
    lockTimeout: 5000,
    tables: [
      { relation: "public.invoice", rows, bytes: rows * 100, writesPerSecond: null, readsPerSecond: null },
    ],
  });
const PRODUCTION = (lockTimeout: number, queries: string[], publications: string[]): string =>
  JSON.stringify({
    schema: "lockgate/stats@2",
    postgres: 18,
    settings: { lockTimeout },
    publications: publications.map((name) => {
      return { name, allTables: false, schemas: [], tables: [], operations: ["insert"] };
    }),
    tables: [],
    queries: {
      windowSeconds: 100,
      left: 0,
      hidden: 0,
      list: queries.map((id) => ({ id, sql: `SELECT $1 AS ${id}`, callsPerSecond: 1 })),
    },
  });
const NOTE = "CREATE TABLE note (id int);";
const SPEAKS = 'return { message: "is told", because: analyzed.effects[0] };';

// What a change does to the files that it is judged by.
const WEAKENING: readonly Case[] = [
  {
    why: "a rule of the repository is emptied",
    base: { ...SHOP, ...OWN, "gate/warns-of-all/rule.mjs": RULE(SPEAKS) },
    change: { "gate/warns-of-all/rule.mjs": RULE(""), [SECOND]: NOTE },
    gate: "passes",
    says: /weakens lockgate's own rules: it changes gate\/warns-of-all\/rule.mjs/,
  },
  {
    why: "what a rule imports is changed",
    base: {
      ...SHOP,
      ...OWN,
      "gate/warns-of-all/rule.mjs": RULE(SPEAKS),
      "gate/words.mjs": "export default 1;\n",
    },
    change: { "gate/words.mjs": "export default 2;\n", [SECOND]: NOTE },
    gate: "passes",
    says: /weakens lockgate's own rules: it changes gate\/words.mjs/,
  },
  {
    why: "the snapshot of table sizes is made small",
    base: { ...SHOP, [CONFIG]: config({ stats: "sizes.json" }), "sizes.json": STATS(90_000_000) },
    change: { "sizes.json": STATS(10), [SECOND]: "CREATE INDEX invoice_paid ON invoice (paid);" },
    gate: "passes",
    says: /weakens lockgate's own table sizes: it records less than half of what it had for public.invoice/,
  },
  {
    why: "the snapshot that the command names is made small",
    base: { ...SHOP, "sizes.json": STATS(90_000_000) },
    change: { "sizes.json": STATS(10), [SECOND]: NOTE },
    input: { settings: { stats: "sizes.json" } },
    gate: "passes",
    says: /weakens lockgate's own table sizes/,
  },
  {
    why: "the snapshot that the command names is deleted",
    base: { ...SHOP, "sizes.json": STATS(90_000_000) },
    change: { [SECOND]: NOTE },
    setUp: ({ git }) => void git("rm", "-q", "sizes.json"),
    input: { settings: { stats: "sizes.json" } },
    gate: "stopped",
    says: /"path":\s*"sizes.json".*cannot be read \(ENOENT\): write one with lockgate stats/s,
  },
  {
    why: "a newer snapshot in which tables have grown weakens nothing",
    base: { ...SHOP, [CONFIG]: config({ stats: "sizes.json" }), "sizes.json": STATS(80_000) },
    change: { "sizes.json": STATS(90_000), [SECOND]: NOTE },
    gate: "passes",
    never: /weakens/,
  },
  {
    why: "a snapshot loses queries and a publication, and gains a lock_timeout",
    base: {
      ...SHOP,
      [CONFIG]: config({ stats: "prod.json" }),
      "prod.json": PRODUCTION(0, ["a", "b", "c"], ["hot"]),
    },
    change: { "prod.json": PRODUCTION(5000, ["a"], []), [SECOND]: NOTE },
    gate: "passes",
    says: /facts about production: it records a lock_timeout where there was none.*1 of the 3 live queries.*leaves out a publication/s,
  },
  {
    why: "a snapshot taken anew weakens nothing",
    base: {
      ...SHOP,
      [CONFIG]: config({ stats: "prod.json" }),
      "prod.json": PRODUCTION(0, ["a", "b", "c"], ["hot"]),
    },
    change: { "prod.json": PRODUCTION(0, ["b", "c", "d"], ["hot", "new"]), [SECOND]: NOTE },
    gate: "passes",
    never: /weakens/,
  },
  {
    why: "a query is taken out of the list of live queries",
    base: {
      ...SHOP,
      [CONFIG]: config({ queries: "q.sql" }),
      "q.sql": "SELECT paid FROM invoice;\nSELECT 1;\n",
    },
    change: { "q.sql": "SELECT 1;\nSELECT 2;\n", [SECOND]: NOTE },
    gate: "passes",
    says: /list of live queries: it takes 1 line out of q.sql/,
  },
  {
    why: "a prelude is named for a folder that was read without one",
    change: {
      [CONFIG]: config({ targets: [{ dir: "migrations", prelude: "pre.sql" }] }),
      "pre.sql": "CREATE SCHEMA x;",
      [SECOND]: NOTE,
    },
    gate: "passes",
    says: /weakens lockgate's own config: it reads the folder migrations in another way \(prelude\)/,
  },
  {
    why: "a prelude is rewritten",
    base: {
      ...SHOP,
      [CONFIG]: config({ targets: [{ dir: "migrations", prelude: "pre.sql" }] }),
      "pre.sql": "CREATE SCHEMA x;",
    },
    change: { "pre.sql": "CREATE SCHEMA y;", [SECOND]: NOTE },
    gate: "passes",
    says: /weakens lockgate's own prelude: it changes pre.sql/,
  },
  {
    why: "a new folder with a prelude of its own weakens nothing",
    change: {
      [CONFIG]: config({ targets: [{ dir: "other", prelude: "pre.sql" }] }),
      "pre.sql": "CREATE SCHEMA x;",
      "other/1.sql": NOTE,
    },
    gate: "passes",
    never: /weakens/,
  },
  {
    why: "a rule ends the process",
    change: { ...OWN, "gate/warns-of-all/rule.mjs": RULE("process.exit(0);"), [SECOND]: NOTE },
    gate: "stopped",
    says: /rule warns-of-all failed: it ended its process/,
  },
  {
    why: "a rule takes all findings out of what it can reach",
    change: {
      ...OWN,
      "gate/warns-of-all/rule.mjs": `Array.prototype.flatMap = () => [];\nprocess.on("exit", () => process.exit(0));\n${RULE("analyzed.effects.length = 0;")}`,
      [SECOND]: "DROP TABLE invoice;",
    },
    gate: "stopped",
    says: /drops-table/,
  },
  {
    why: "a rule that says what it sees is heard",
    base: { ...SHOP, ...OWN, "gate/warns-of-all/rule.mjs": RULE(SPEAKS) },
    change: NOTE,
    gate: "passes",
    says: /is told/,
  },
  {
    why: "the cache lies in the repository, where a change can put a snapshot",
    change: "DROP TABLE invoice;",
    input: { noCache: false, settings: { base: "main" }, env: { XDG_CACHE_HOME: ".cache" } },
    gate: "stopped",
    says: /No snapshot of the base is kept or used: .cache\/lockgate\/snapshots is not an absolute path/,
  },
];

/** Also asks git to run a program, whose trace makes the case fail. */
function embedRepository({ root, git }: Place): void {
  const db = join(root, "db");
  const inside = (...args: string[]) => git("-C", db, ...args);
  inside("init", "-q", "-b", "main");
  inside("add", "-A");
  inside("commit", "-q", "-m", "all");
  for (const name of ["HEAD", "objects", "refs", "index"])
    cpSync(join(db, ".git", name), join(db, name), { recursive: true });
  rmSync(join(db, ".git"), { recursive: true });
  mkdirSync(join(db, "refs/tags"), { recursive: true });
  const program = `touch '${join(root, "../obeyed")}'; false`;
  writeFileSync(join(db, "config"), `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "${program}"\n`);
}

holds("what a change is judged by", CASES);
holds("what a change does to what it is judged by", WEAKENING);
