/** The command that runs a team's code-first migrations, as the repository itself shows it. */
import { parse } from "yaml";
import type { Target } from "../../migrations/migration.ts";
import { toolWithId } from "../../migrations/tools/tools.ts";

/** The files of a repository. */
export interface RepositoryFiles {
  /** Names in a folder, relative to the root; none where there is no such folder. */
  list(dir: string): readonly string[];
  /** The text of a file, or null where there is none. */
  read(path: string): string | null;
}

export interface ProposedCommand {
  readonly command: string;
  /** Relative to the root; "" for the root itself. */
  readonly cwd: string;
  /** What else the command gets there, without what only names the database. */
  readonly env: Readonly<Record<string, string>>;
  /** The file that shows it, or null: it is the tool's usual command. */
  readonly from: string | null;
}

/**
 * From the surest to the least sure: a step of a workflow, a script of the nearest package.json, a Dockerfile or what it
 * starts, what the tool's manual says. Null where the tool has no command of its own.
 */
export function proposeCommand(
  { tool, dir }: Pick<Target, "tool" | "dir">,
  files: RepositoryFiles,
): ProposedCommand | null {
  const { code } = toolWithId(tool);
  if (!code) return null;
  const places = folderAndAbove(dir);
  const scripts = places.flatMap((at) => scriptsIn(at, files));
  const named = scripts.filter(({ text }) => code.runs.test(text) && !text.includes("$"));
  const isRun = ({ command }: Pick<ProposedCommand, "command">) =>
    code.runs.test(command) ||
    scripts.some((script) => named.includes(script) && runsScript(command, script.name));
  const home = places.find((at) => files.list(at).some((name) => HOME.test(name))) ?? "";
  return (
    workflowSteps(files).find(isRun) ??
    (named[0] && scriptCommand(named[0], files)) ??
    places.flatMap((at) => imageCommands(at, files)).find(isRun) ?? {
      command: code.command,
      cwd: home,
      env: {},
      from: null,
    }
  );
}

/** Files in the folder that a tool is run in. */
const HOME = /^(package\.json|manage\.py|alembic\.ini|Gemfile|Rakefile)$/;

/** `a/b` → `a/b`, `a`, ``. */
function folderAndAbove(dir: string): string[] {
  const parts = dir === "" ? [] : dir.split("/");
  return [...parts.map((_, at) => parts.slice(0, parts.length - at).join("/")), ""];
}

const within = (dir: string, name: string): string => (dir === "" ? name : `${dir}/${name}`);

interface Script {
  readonly name: string;
  readonly text: string;
  /** The folder of the package.json. */
  readonly dir: string;
}

function scriptsIn(dir: string, files: RepositoryFiles): Script[] {
  const text = files.read(within(dir, "package.json"));
  if (text === null) return [];
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    return Object.entries(scripts).map(([name, script]) => ({ name, text: String(script), dir }));
  } catch {
    return []; // Who writes it will be told by npm.
  }
}

function scriptCommand({ name, dir }: Script, files: RepositoryFiles): ProposedCommand {
  const has = (lock: string) => folderAndAbove(dir).some((at) => files.list(at).includes(lock));
  const runner = has("pnpm-lock.yaml") ? "pnpm run" : has("yarn.lock") ? "yarn run" : "npm run";
  return { command: `${runner} ${name}`, cwd: dir, env: {}, from: within(dir, "package.json") };
}

/** Whether a line of a shell runs this script, by whatever package manager. */
function runsScript(command: string, name: string): boolean {
  const [program, ...words] = command.split(/\s+/);
  return /^(npm|pnpm|yarn|bun)$/.test(program ?? "") && words.includes(name);
}

interface Step {
  readonly run?: unknown;
  readonly env?: unknown;
  readonly "working-directory"?: unknown;
}

function workflowSteps(files: RepositoryFiles): ProposedCommand[] {
  const folder = ".github/workflows";
  return files
    .list(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => stepsOf(within(folder, name), files.read(within(folder, name)) ?? ""));
}

function stepsOf(path: string, text: string): ProposedCommand[] {
  let workflow: unknown;
  try {
    workflow = parse(text);
  } catch {
    return []; // GitHub does not run it either.
  }
  return Object.values(record(record(workflow).jobs)).flatMap((job) => {
    const { steps, env, defaults } = record(job);
    const usualFolder = record(record(defaults).run)["working-directory"];
    return (Array.isArray(steps) ? (steps as Step[]) : []).flatMap((step) =>
      commandsOf(step.run).map((command) => ({
        command,
        cwd: String(step["working-directory"] ?? usualFolder ?? "").replace(/^\.\/|\/$/g, ""),
        env: literals({ ...record(record(workflow).env), ...record(env), ...record(step.env) }),
        from: path,
      })),
    );
  });
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** The commands of a script of a shell that need none. */
function commandsOf(run: unknown): string[] {
  return String(run ?? "")
    .replaceAll("\\\n", " ")
    .split(/\n|&&|;/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/[|<>$`(){}]/.test(line));
}

/** Variables with fixed values that do not say where the database is: those lockgate sets itself. */
function literals(env: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const text = String(value);
      const isPlace = /^(PG|DB_|DATABASE_|POSTGRES)|PASSWORD|SECRET|TOKEN|KEY/i.test(name);
      if (/^postgres(ql)?:/.test(text)) return name === "DATABASE_URL" ? [] : [[name, "{url}"]];
      return isPlace || text.includes("${{") ? [] : [[name, text]];
    }),
  );
}

/** What an image's Dockerfile or the script that it starts with runs. */
function imageCommands(dir: string, files: RepositoryFiles): ProposedCommand[] {
  const names = files
    .list(dir)
    .filter((name) => /dockerfile|entrypoint.*\.sh$|^(start|release)\.sh$|^procfile$/i.test(name));
  return names.flatMap((name) => {
    const path = within(dir, name);
    const lines = (files.read(path) ?? "").split("\n").map(asCommand);
    return commandsOf(lines.join("\n")).map((command) => ({ command, cwd: dir, env: {}, from: path }));
  });
}

/** A line of a Dockerfile or a Procfile without its instruction: `CMD ["npx", "knex"]` → `npx knex`. */
function asCommand(line: string): string {
  const text = line.replace(/^\s*(RUN|CMD|ENTRYPOINT|release:|exec)\s+/, "").trim();
  const words = /^\[("[^"]*"(?:\s*,\s*"[^"]*")*)\]$/.exec(text)?.[1];
  return words === undefined ? text : words.replace(/"\s*,\s*"/g, " ").slice(1, -1);
}
