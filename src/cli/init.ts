import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { CONFIG_NAMES } from "../config/find-config.ts";
import { askGit, findRepository } from "../migrations/compare-with-base/git.ts";
import { UsageError } from "../migrations/failure.ts";
import { visibleLines } from "../report/visible.ts";
import type { Finish } from "./command.ts";
import { EXIT, messageOf, say } from "./exit.ts";
import { CONFIG, configText, type FoundTarget, productionOf } from "./init/config-text.ts";
import { hookFor } from "./init/hook.ts";
import { ownPin } from "./init/own-pin.ts";
import { newFile, type Planned } from "./init/planned.ts";
import { proposeCommand, type RepositoryFiles } from "./init/propose-command.ts";
import { type Pin, WORKFLOW, workflow } from "./init/workflow.ts";
import { writeOut } from "./output.ts";

interface InitFlags {
  readonly yes?: true;
  readonly hook?: true;
  readonly agent?: true;
}

const LEFTHOOK = ["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"];

export function addInit(program: Command, finish: Finish): void {
  program
    .command("init")
    .description(
      "write a config and a workflow for GitHub; a pre-commit hook and files for assistants where asked",
    )
    .option("--yes", "write without asking")
    .option("--hook", "a pre-commit hook, too: lefthook's, husky's or git's own")
    .option("--agent", "files for assistants, too: instructions, a hook of Claude Code, the MCP server")
    .action(async (flags: InitFlags) => finish(await init(process.cwd(), flags)));
}

/** @throws {UsageError} outside of a repository. */
async function init(cwd: string, flags: InitFlags): Promise<number> {
  const repository = await findRepository(cwd);
  if (repository === null)
    throw new UsageError("not in a git repository", "lockgate init writes at its root.");
  const { root } = repository;
  const targets = await targetsIn(root);
  const planned = [
    configPlan(root, targets),
    workflowPlan(root, await ownPin(root)),
    ...(flags.hook ? [await hookPlan(root)] : []),
    ...(flags.agent ? await plansForAgents(root, targets) : []),
  ];
  if (!(await writeOut(described(planned, targets)))) return EXIT.unable;
  const writes = planned.filter(({ text }) => text !== null);
  if (writes.length === 0) return EXIT.ok;
  const asks = !flags.yes && process.stdin.isTTY && process.stdout.isTTY;
  if (asks && !(await agrees(`Write ${writes.map(({ path }) => path).join(", ")}? [Y/n] `))) return EXIT.ok;
  return writes.every((plan) => write(root, plan)) ? EXIT.ok : EXIT.unable;
}

/** The folders of migrations, those in code included. */
async function targetsIn(root: string): Promise<readonly FoundTarget[]> {
  const { selectMigrations } = await import("../migrations/select.ts");
  const all = { paths: [], all: true, base: null, staged: false, tool: null, declared: [], env: {} };
  const selected = await selectMigrations({ cwd: root, ...all });
  if (selected.kind === "selected") return selected.targets;
  return selected.others.map(({ tool, dir, reason }) => ({ tool, dir, skipped: reason }));
}

function configPlan(root: string, targets: readonly FoundTarget[]): Planned {
  const there = CONFIG_NAMES.find((name) => existsSync(join(root, name)));
  const files: RepositoryFiles = { list: (dir) => list(root, dir), read: (path) => read(root, path) };
  const text = configText(targets, productionOf(root), (target) => proposeCommand(target, files));
  return newFile(there ?? CONFIG, text, there === undefined ? null : read(root, there));
}

function workflowPlan(root: string, own: Pin): Planned {
  const plan = newFile(WORKFLOW, workflow(own), read(root, WORKFLOW));
  if (plan.text === null || own.version !== null) return plan;
  return { ...plan, remark: "names lockgate by its tag, as GitHub cannot be reached: pin it to a commit" };
}

async function hookPlan(root: string): Promise<Planned> {
  const path = LEFTHOOK.find((name) => existsSync(join(root, name)));
  const gitHooks = (await askGit(root, ["rev-parse", "--git-path", "hooks"])) ?? ".git/hooks";
  return hookFor({
    lefthook: path === undefined ? null : { path, text: read(root, path) ?? "" },
    husky: existsSync(join(root, ".husky")),
    read: (file) => read(root, file),
    gitHooks: gitHooks.startsWith("/") ? relative(root, gitHooks).replaceAll("\\", "/") : gitHooks,
  });
}

async function plansForAgents(root: string, targets: readonly FoundTarget[]): Promise<Planned[]> {
  const [{ agentPlans }, { existingFile, linkedPath }] = await Promise.all([
    import("./init/agent.ts"),
    import("./init/existing-file.ts"),
  ]);
  const files = {
    read: (path: string) => existingFile(root, path),
    linked: (path: string) => linkedPath(root, path),
  };
  return agentPlans(
    files,
    targets.map(({ tool }) => tool),
  );
}

function list(root: string, dir: string): string[] {
  return existsSync(join(root, dir)) ? readdirSync(join(root, dir)) : [];
}

function read(root: string, path: string): string | null {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null;
}

/** All that will be written, to be read before it is. Of a file that exists only the new lines. */
function described(planned: readonly Planned[], targets: readonly FoundTarget[]): string {
  const folders = targets.map(
    ({ dir, tool, skipped }) => `  ${dir || "."} (${tool})${skipped === null ? "" : `: ${skipped}`}`,
  );
  const found =
    folders.length > 0
      ? ["Found:", ...folders]
      : ["No migrations were found: name their folder in the config."];
  const files = planned.flatMap(({ path, text, before, remark }) => {
    const known = new Set((before ?? "").split("\n"));
    const lines = (text ?? "")
      .trimEnd()
      .split("\n")
      .filter((line) => before === null || !known.has(line));
    const shown =
      text === null ? [] : lines.map((line) => `  ${before === null ? "" : "+ "}${line}`.trimEnd());
    return ["", `${path}${remark === null ? "" : ` ${remark}`}`, ...shown];
  });
  return `${visibleLines([...found, ...files].join("\n")).join("\n")}\n`;
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

function write(root: string, { path, text, executable }: Planned): boolean {
  const target = join(root, path);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text ?? "");
    if (executable) chmodSync(target, 0o755);
    say(`wrote ${path}`);
    return true;
  } catch (error) {
    say(`lockgate: ${path} cannot be written: ${messageOf(error)}`);
    return false;
  }
}
