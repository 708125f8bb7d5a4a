import { blankRange } from "../../../sql/blank.ts";
import { lineAt } from "../../decode.ts";
import { roughStatements } from "../../skeleton.ts";
import { basename } from "../../tree.ts";
import { numberedFolder } from "../numbered-files.ts";
import type { Entry, Folder, Listing, Reading, Tool } from "../tool.ts";

/**
 * tern: `<number>_<name>.sql`, numbered from 1 without a gap; what stands below its separator takes the change back. A file
 * is one query between BEGIN and COMMIT.
 */
export const tern: Tool = {
  id: "sql",
  async detect(search) {
    const folders: Folder[] = [];
    for (const [dir, names] of search.folders) {
      if (!names.some((name) => NAME.test(name))) continue;
      if (names.includes("tern.conf") || (await search.sample(dir)).includes(SEPARATOR))
        folders.push(folderAt(dir));
    }
    return folders;
  },
  declare: async (_, { dir }) => folderAt(dir),
};

const NAME = /^(\d+)_[^\n]+\.sql$/;
const SEPARATOR = "---- create above / drop below ----";

function folderAt(dir: string): Folder {
  const folder = numberedFolder(dir, {
    tool: "sql",
    name: NAME,
    order: "version",
    twice: "tern stops at it",
    form: "<number>_<name>.sql",
    other: { reason: "is passed over by tern: its name is not <number>_<name>.sql", stops: false },
    history: null,
    // Numbers have no gaps: one that comes late has a number that is taken.
    late: "runs",
    assumption: "tern is taken to run these files, each in a transaction: by its separator or tern.conf",
    read: (_, text) => read(text),
  });
  return {
    ...folder,
    runner: "tern",
    noTransaction: "---- tern: disable-tx ----",
    async list(tree) {
      const listing = await folder.list(tree);
      return { ...listing, problems: [...listing.problems, ...gaps(listing.entries)] };
    },
  };
}

function gaps(entries: readonly Entry[]): Listing["problems"] {
  const gap = entries.find(({ version }, index) => {
    const before = index === 0 ? 0n : BigInt(entries[index - 1]?.version ?? 0);
    return BigInt(version) > before + 1n;
  });
  if (gap === undefined) return [];
  const reason = `has a gap before it: tern wants the number before ${basename(gap.path).split("_")[0]}, and stops`;
  return [{ path: gap.path, line: null, reason }];
}

function read(text: string): Reading {
  const at = text.indexOf(SEPARATOR);
  const up = at < 0 ? text : text.slice(0, at);
  const template = up.indexOf("{{");
  if (template >= 0) {
    const reason = "has a template, {{ … }}: what tern makes of it is not known here";
    return { sql: "", transaction: "file", problems: [{ line: lineAt(text, template), reason }] };
  }
  const sql = at < 0 ? text : blankRange(text, at, text.length);
  if (roughStatements(up).length === 0) {
    return {
      sql: "",
      transaction: "file",
      problems: [{ line: 1, reason: "has no SQL to go up: tern stops at it" }],
    };
  }
  const isBare = /^---- tern: disable-tx ----$/m.test(up);
  return {
    sql,
    transaction: isBare ? "statement" : "file",
    ...(isBare ? {} : { delivery: { sending: "one query" } }),
  };
}
