import { blankRange } from "../../../sql/blank.ts";
import { lineAt } from "../../decode.ts";
import { roughStatements } from "../../skeleton.ts";
import { basename } from "../../tree.ts";
import type { Unreadable } from "../../unreadable.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { type MigrationFile, type SentSql, type UnknownSql, unsent } from "../tool.ts";

const SEPARATOR = "---- create above / drop below ----";
const NO_TRANSACTION = "---- tern: disable-tx ----";

/**
 * tern: `<number>_<name>.sql`, numbered from 1 without a gap; what stands below its separator takes the change back. A file
 * is one query between BEGIN and COMMIT.
 */
export const tern = numberedFilesTool({
  id: "sql",
  name: "tern",
  file: /^(\d+)_[^\n]+\.sql$/,
  isOwn: async (search, dir, names) =>
    names.includes("tern.conf") || (await search.sample(dir)).includes(SEPARATOR),
  order: "version",
  form: "<number>_<name>.sql",
  // Numbers have no gaps: one that comes late has a number that is taken.
  late: "runs",
  assumption: "tern is taken to run these files, each in a transaction: by its separator or tern.conf",
  noTransaction: NO_TRANSACTION,
  writeFurther: furtherLayout({
    text({ sql, alone, down }, lineBreak) {
      const [up, back] = [sql, down].map((part) => (alone ? bare(part) : part));
      return down === "" ? `${up}` : [up, SEPARATOR, back].join(lineBreak);
    },
  }),
  withoutTransaction: ({ path }, text) => [{ path, text: bare(text) }],
  read: (_, text) => read(text),
  down: { read: (_, text) => readDown(text) },
  adjust: (folder) => ({
    ...folder,
    async list(tree) {
      const listing = await folder.list(tree);
      return { ...listing, problems: [...(listing.problems ?? []), ...gaps(listing.files)] };
    },
  }),
});

/** Its line is one of its own, whatever the line breaks of the file. */
function bare(part: string): string {
  return `${NO_TRANSACTION}\n${part}`;
}

function gaps(files: readonly MigrationFile[]): Unreadable[] {
  const gap = files.find(({ version }, index) => {
    const before = index === 0 ? 0n : BigInt(files[index - 1]?.version ?? 0);
    return BigInt(version) > before + 1n;
  });
  if (gap === undefined) return [];
  const reason = `has a gap before it: tern wants the number before ${basename(gap.path).split("_")[0]}, and stops`;
  return [{ path: gap.path, line: null, reason }];
}

function read(text: string): SentSql {
  const at = text.indexOf(SEPARATOR);
  const up = at < 0 ? text : text.slice(0, at);
  const template = up.indexOf("{{");
  if (template >= 0) {
    return unsent("has a template, {{ … }}: what tern makes of it is not known here", lineAt(text, template));
  }
  if (roughStatements(up).length === 0) return unsent("has no SQL to go up: tern stops at it");
  return sent(up, at < 0 ? text : blankRange(text, at, text.length));
}

/** Without SQL below its separator a migration is one that tern does not take back. */
function readDown(text: string): SentSql | UnknownSql | null {
  const at = text.indexOf(SEPARATOR);
  const down = text.slice(at + SEPARATOR.length);
  if (at < 0 || down.trim() === "") return null;
  const template = down.indexOf("{{");
  if (template >= 0) {
    const line = lineAt(text, at + SEPARATOR.length + template);
    return { line, unknown: "has a template, {{ … }}: what tern makes of it is not known here" };
  }
  return sent(down, blankRange(text, 0, at + SEPARATOR.length));
}

/** @param part its line against the transaction counts for itself alone. */
function sent(part: string, sql: string): SentSql {
  return part.split("\n").includes(NO_TRANSACTION)
    ? { sql, transaction: "statement" }
    : { sql, transaction: "file", delivery: { sending: "one query" } };
}
