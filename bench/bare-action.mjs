// The least that an Action must do that judges a pull request: know what it changes, read its comments, and, where a
// migration is new, run the base and it on PGlite. Its environment is the Action's; BARE_DATA_DIR: see bare-rehearsal.mjs.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";

// What a process compiles in the background it waits for at its end: fetch has WASM, too.
for (const flag of ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]) setFlagsFromString(flag);
const { GITHUB_API_URL, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, BARE_DATA_DIR } = process.env;
const { number, pull_request } = JSON.parse(readFileSync(GITHUB_EVENT_PATH, "utf8"));
const { sha } = pull_request.base;
const git = (...args) => execFileSync("git", args, { encoding: "utf8", stdio: "pipe" });
const diff = () => git("diff", "--name-only", sha, "HEAD").split("\n");
let changed;
try {
  changed = diff();
} catch {
  git("fetch", "--quiet", "--depth=1", "origin", sha);
  changed = diff();
}
const authorization = `Bearer ${process.env["INPUT_GITHUB-TOKEN"]}`;
const comments = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues/${number}/comments`, {
  headers: { authorization },
});
await comments.json();
if (changed.some((path) => path.endsWith(".sql"))) {
  const { PGlite } = createRequire(new URL("../package.json", import.meta.url))("@electric-sql/pglite");
  const db = await PGlite.create({ loadDataDir: new Blob([readFileSync(BARE_DATA_DIR)]) });
  const files = readdirSync("prisma", { recursive: true }).filter((path) => path.endsWith(".sql"));
  for (const path of files.sort()) await db.exec(readFileSync(`prisma/${path}`, "utf8"));
}
process.exit(0);
