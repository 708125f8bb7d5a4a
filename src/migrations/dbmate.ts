import { blank } from "../sql/blank.ts";
import { lineAt } from "./decode.ts";
import { numberedFolder } from "./numbered-files.ts";
import type { Folder, Reading, Tool } from "./tool.ts";

/**
 * dbmate: `<digits>….sql` with `-- migrate:up` and `-- migrate:down`, in the order of the file names. An up part is one
 * query between BEGIN and COMMIT; with `transaction:false` it is one query all the same.
 */
export const dbmate: Tool = {
  id: "dbmate",
  async detect(search) {
    const folders: Folder[] = [];
    for (const [dir, names] of search.folders) {
      if (!names.some((name) => NAME.test(name))) continue;
      if (/^--\s*migrate:(up|down)\b/m.test(await search.sample(dir))) folders.push(folderAt(dir));
    }
    return folders;
  },
  async declare(_, { dir }) {
    return folderAt(dir);
  },
};

const NAME = /^(\d+)[^\n]*\.sql$/;

function folderAt(dir: string): Folder {
  return numberedFolder(dir, {
    tool: "dbmate",
    name: NAME,
    order: "name",
    twice: "dbmate takes it for applied, or fails at its row in the history",
    form: "<digits>….sql",
    other: { reason: "is passed over by dbmate: its name does not begin with a digit", stops: false },
    history: { schema: "public", table: "schema_migrations", rule: "dbmate" },
    late: "runs",
    read: (_, text) => read(text),
  });
}

// dbmate's own expressions.
const UP = /^--\s*migrate:up(\s*$|\s+\S+)/gm;
const DOWN = /^--\s*migrate:down(\s*$|\s+\S+)/gm;

function read(text: string): Reading {
  const ups = [...text.matchAll(UP)].map(({ index }) => index);
  const [first] = ups;
  if (first === undefined) {
    const down = text.search(new RegExp(DOWN, "m"));
    const reason =
      down < 0 ? "has no -- migrate:up: dbmate stops at it" : "goes only down: dbmate wants -- migrate:up";
    return { sql: "", transaction: "file", problems: [{ line: down < 0 ? 1 : lineAt(text, down), reason }] };
  }
  const stray = text.slice(0, first).search(/^(?!\s*--)[^\S\n]*\S/m);
  if (stray >= 0) {
    const reason = "has SQL before -- migrate:up: dbmate stops at it";
    return { sql: "", transaction: "file", problems: [{ line: lineAt(text, stray), reason }] };
  }
  const sections = ups.map((start, index) => sectionAt(text, start, ups[index + 1] ?? text.length));
  const missing = sections.filter(({ hasDown }) => !hasDown);
  const reason = "has no -- migrate:down: dbmate stops at it";
  return {
    sql: blank(text.slice(0, first)) + sections.map(({ sql }) => sql).join(""),
    transaction: "file",
    // Each up part commits by itself.
    ...(sections.length > 1 ? { atomicity: "statement" } : {}),
    delivery: {
      sending: "pieces",
      wrapping: "none",
      pieces: sections.map(({ start, begins }) => ({ start, block: begins })),
    },
    ...(missing.length > 0 ? { problems: missing.map(({ line }) => ({ line, reason })) } : {}),
  };
}

function sectionAt(text: string, start: number, end: number) {
  const section = text.slice(start, end);
  const [directive = ""] = section.split("\n", 1);
  const down = [...section.matchAll(DOWN)][0]?.index;
  const up = section.slice(0, down);
  return {
    sql: blank(directive) + up.slice(directive.length) + blank(section.slice(up.length)),
    start,
    begins: !/\stransaction:false(\s|$)/.test(directive),
    hasDown: down !== undefined,
    line: lineAt(text, start),
  };
}
