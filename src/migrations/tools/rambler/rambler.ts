import { blank } from "../../../sql/blank.ts";
import type { Piece } from "../../../sql/delivery.ts";
import { linesOf } from "../../skeleton.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { type SentSql, unsent } from "../tool.ts";

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
  assumption: "rambler is taken to run these files, each section as one query: by its marks",
  read: (_, text) => read(text),
});

const MARK = "-- rambler";

function read(text: string): SentSql {
  let sql = "";
  let isUp = false;
  const pieces: Piece[] = [];
  for (const { text: line } of linesOf(text)) {
    const isMark = line.startsWith(MARK);
    if (isMark) isUp = line.slice(MARK.length).trim() === "up";
    if (isMark && isUp) pieces.push({ start: sql.length, block: false });
    sql += isUp && !isMark ? line : blank(line);
  }
  if (pieces.length === 0) return unsent("has no -- rambler up: rambler runs nothing of it");
  return { sql, transaction: "file", delivery: { sending: "pieces", wrapping: "none", pieces } };
}
