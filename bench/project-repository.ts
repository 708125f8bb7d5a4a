import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TOOLS = join(import.meta.dirname, "..", "capture-tools");

/** How the projects of capture-tools are run, and where their migrations are. */
const COMMANDS: Readonly<Record<string, { readonly dir: string; readonly command: string }>> = {
  knex: { dir: "migrations", command: "node_modules/.bin/knex migrate:latest" },
  typeorm: {
    dir: "src/migrations",
    command: "node_modules/.bin/tsx node_modules/typeorm/cli.js migration:run -d src/data-source.ts",
  },
  kysely: { dir: "migrations", command: "node_modules/.bin/tsx migrate.ts" },
  sequelize: { dir: "migrations", command: "node_modules/.bin/sequelize-cli db:migrate" },
};

/** A copy as a repository: main without the last migration, and a branch with it. */
export function projectRepository(name: string, folder: string): string {
  const installed = join(TOOLS, "node_modules");
  if (!existsSync(installed)) throw new Error("the migration tools are not installed: npm run capture-tools");
  const project = COMMANDS[name];
  if (!project) throw new Error(`no project ${name}`);
  const { dir, command } = project;
  const root = join(folder, name);
  cpSync(join(TOOLS, "projects", name), root, { recursive: true });
  symlinkSync(installed, join(root, "node_modules"));
  writeFileSync(join(root, ".gitignore"), "node_modules\n");
  writeFileSync(
    join(root, "lockgate.config.yaml"),
    `targets:\n  - dir: ${dir}\n    tool: ${name}\n    command: ${command}\n`,
  );
  const last = readdirSync(join(root, dir)).sort().at(-1) ?? "";
  renameSync(join(root, dir, last), join(folder, last));
  git(root, "init", "-q", "-b", "main");
  commit(root);
  git(root, "checkout", "-q", "-b", "work");
  renameSync(join(folder, last), join(root, dir, last));
  commit(root);
  return root;
}

function commit(root: string): void {
  git(root, "add", "-A");
  git(root, "commit", "-qm", "work");
}

function git(root: string, ...args: string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: root, stdio: "pipe" });
}
