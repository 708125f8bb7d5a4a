import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, holds, type Place, SECOND, SHOP } from "./case.testing.ts";

const CONFIG = "lockgate.config.json";
const config = (content: object): string => JSON.stringify(content);

/** On a CI that says where the request goes, and on one that does not. */
const REQUEST = { flags: {}, env: { CI: "true", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" } };
const NO_REQUEST = { flags: {}, env: {} };

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
