import { TOOL_IDS, type ToolId } from "../migrations/tools/tools.ts";
import { parseSnapshot, type Snapshot } from "../production/snapshot.ts";

/** A rule's README as its test reads it. */
export interface Readme {
  readonly title: string;
  /** The first paragraph. */
  readonly summary: string;
  /** Headings of the second level, in order. */
  readonly headings: readonly string[];
  readonly problems: readonly Problem[];
  /** The `sql safer` blocks, in order. */
  readonly safer: readonly string[];
  readonly fine: readonly Example[];
  /** What is wrong with its form. */
  readonly mistakes: readonly string[];
}

/** What an example meets. */
export interface Situation {
  /** SQL that makes the schema. */
  readonly given: string;
  /** What is known of production, a `json stats` block with what `lockgate stats` writes; null: nothing. */
  readonly snapshot: Snapshot | null;
}

/** SQL that is judged in its situation. */
export interface Example extends Situation {
  readonly sql: string;
  readonly tool: ToolId;
  /** The SQL is no migration: somebody runs it by hand on the live database. */
  readonly live: boolean;
  /** Instead of SQL: a small repository, or null. */
  readonly repository: ExampleRepository | null;
  /** 1-based line of the block in the README. */
  readonly line: number;
}

/** Texts of files by their paths: as they are merged, and those that the change writes. */
export interface ExampleRepository {
  readonly merged: Readonly<Record<string, string>>;
  readonly changed: Readonly<Record<string, string>>;
}

export interface Problem extends Example {
  /** What `sql problem` is said to yield; the place of its block in the text, for rewriting it. */
  readonly console: Block | null;
}

export interface Block {
  /** "sql problem prisma" */
  readonly info: string;
  readonly text: string;
  /** 1-based line of its fence. */
  readonly line: number;
  /** UTF-16 indexes of its text in the README. */
  readonly start: number;
  readonly end: number;
}

export const HEADINGS = ["Problem", "Safer", "Fine", "When to ignore it"] as const;

export function parseReadme(text: string): Readme {
  const blocks = blocksOf(text);
  const prose = withoutBlocks(text, blocks);
  const mistakes: string[] = [];
  const problems: Problem[] = [];
  const safer: string[] = [];
  const fine: Example[] = [];
  let given = "";
  let snapshot: Snapshot | null = null;
  let merged: Readonly<Record<string, string>> = {};
  for (const block of blocks) {
    const [language, role = "", tool = "sql"] = block.info.split(/\s+/);
    if (language === "console") {
      const problem = problems.pop();
      if (problem === undefined || problem.console !== null) {
        mistakes.push(`line ${block.line}: a console block without a problem above it`);
      }
      if (problem) problems.push(problem.console === null ? { ...problem, console: block } : problem);
      continue;
    }
    if (language === "json" && role === "stats") {
      const parsed = parseSnapshot(block.text);
      snapshot = typeof parsed === "string" ? null : parsed;
      if (typeof parsed === "string") mistakes.push(`line ${block.line}: the block ${parsed}`);
      continue;
    }
    if (tool.includes(".")) {
      const text = `${block.text}\n`;
      if (role === "given") merged = { ...merged, [tool]: text };
      else addFile(role === "fine" ? fine : problems, { merged, path: tool, text, line: block.line });
      continue;
    }
    if (language !== "sql") continue;
    const live = tool === "live";
    const known = live ? "sql" : toolOf(tool);
    const example = {
      given,
      snapshot,
      sql: block.text,
      tool: known,
      live,
      repository: null,
      line: block.line,
    };
    if (example.tool === null) mistakes.push(`line ${block.line}: no tool is called ${tool}`);
    if (role === "given") given = block.text;
    else if (role === "problem") problems.push({ ...example, tool: example.tool ?? "sql", console: null });
    else if (role === "safer") safer.push(block.text);
    else if (role === "fine") fine.push({ ...example, tool: example.tool ?? "sql" });
    else if (role !== "") mistakes.push(`line ${block.line}: "sql ${role}" is no kind of example`);
  }
  return {
    title: /^# (.+)$/m.exec(prose)?.[1]?.trim() ?? "",
    summary: (/^# .+\n+((?:[^#\n].*\n?)+)/m.exec(prose)?.[1] ?? "").replaceAll("\n", " ").trim(),
    headings: [...prose.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading.trim()),
    problems,
    safer,
    fine,
    mistakes,
  };
}

/** A file that a change writes: the last example's, or the first of a new one where that is shown or has the file. */
function addFile(
  examples: (Example & { readonly console?: Block | null })[],
  file: {
    readonly merged: ExampleRepository["merged"];
    readonly path: string;
    readonly text: string;
    readonly line: number;
  },
): void {
  const { merged, path, text, line } = file;
  const last = examples.at(-1);
  if (last?.repository && !last.console && !(path in last.repository.changed)) {
    const changed = { ...last.repository.changed, [path]: text };
    examples[examples.length - 1] = { ...last, repository: { merged, changed } };
    return;
  }
  const repository = { merged, changed: { [path]: text } };
  examples.push({
    given: "",
    snapshot: null,
    sql: "",
    tool: "sql",
    live: false,
    repository,
    line,
    console: null,
  });
}

function toolOf(name: string): ToolId | null {
  return TOOL_IDS.find((tool) => tool === name) ?? null;
}

/** The fenced blocks of a Markdown text. */
function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(.*)\n((?:.*\n)*?)^```$/gm)].map((found) => {
    const [, info = "", body = ""] = found;
    const start = found.index + 3 + info.length + 1;
    return {
      info: info.trim(),
      text: body.replace(/\n$/, ""),
      line: text.slice(0, found.index).split("\n").length,
      start,
      end: start + body.length,
    };
  });
}

function withoutBlocks(text: string, blocks: readonly Block[]): string {
  return blocks.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/** The README with the text of each console block replaced by what its problem yields. */
export function withConsoles(text: string, consoles: ReadonlyMap<Block, string>): string {
  return [...consoles]
    .sort(([a], [b]) => b.start - a.start)
    .reduce((rest, [{ start, end }, said]) => `${rest.slice(0, start)}${said}\n${rest.slice(end)}`, text);
}
