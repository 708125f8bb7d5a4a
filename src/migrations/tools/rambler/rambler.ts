import { blank } from "../../../sql/blank.ts";
import type { Piece } from "../../../sql/delivery.ts";
import { lineAt } from "../../decode.ts";
import { linesOf } from "../../skeleton.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { type SentSql, type UnknownSql, unsent } from "../tool.ts";

/** rambler: files in the order of their names; each section under `-- rambler up` is one query, without BEGIN. */
export const rambler = numberedFilesTool({
  id: "sql",
  name: "rambler",
  file: /^([\s\S]+)\.sql$/,
  isOwn: async (search, dir) => /^-- rambler (up|down)\s*$/m.test(await search.sample(dir)),
  order: "name",
  twice: "rambler knows one of them only",
  form: "<name>.sql",
  other: "is passed over by rambler: its name does not end in .sql",
  late: "runs",
  writeFurther: furtherLayout({
    text: ({ sql, down }, lineBreak) => [`${MARK} up`, sql, `${MARK} down`, down].join(lineBreak),
  }),
  assumption: "rambler is taken to run these files, each section as one query: by its marks",
  read: (_, text) => read(text, "up") ?? unsent("has no -- rambler up: rambler runs nothing of it"),
  down: { read: (_, text) => readDown(text) },
});

const MARK = "-- rambler";

/** Null: it has no such section. */
function read(text: string, section: "up" | "down"): SentSql | null {
  let sql = "";
  let isOwn = false;
  const pieces: Piece[] = [];
  for (const { text: line } of linesOf(text)) {
    const isMark = line.startsWith(MARK);
    if (isMark) isOwn = line.slice(MARK.length).trim() === section;
    if (isMark && isOwn) pieces.push({ start: sql.length, block: false });
    sql += isOwn && !isMark ? line : blank(line);
  }
  if (pieces.length === 0) return null;
  return { sql, transaction: "file", delivery: { sending: "pieces", wrapping: "none", pieces } };
}

function readDown(text: string): SentSql | UnknownSql | null {
  const sent = read(text, "down");
  const [, second] = sent?.delivery?.pieces ?? [];
  if (second === undefined) return sent;
  const unknown =
    "has several sections down, which rambler runs from the last to the first: that is not read";
  return { line: lineAt(text, second.start), unknown };
}
