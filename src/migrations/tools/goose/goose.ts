import { lineBreakOf, statementTexts } from "../further.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { timeoutInUrl } from "../tool.ts";
import { gooseDown, gooseStatements } from "./annotations.ts";
import { gooseHistory } from "./history.ts";

/**
 * goose: `<number>_<name>.sql` with `-- +goose Up`, each file in a transaction of its own, unless it says
 * `-- +goose NO TRANSACTION`.
 */
export const goose = numberedFilesTool({
  id: "goose",
  name: "goose",
  howToSetLockTimeout: timeoutInUrl("GOOSE_DBSTRING"),
  file: /^(\d+)_[\s\S]*\.sql$/,
  sign: /\.sql$/,
  isOwn: async (search, dir) => /(?<![^\n])--.*\+goose\b/.test(await search.sample(dir)),
  order: "version",
  form: "<number>_<name>.sql",
  other: "has no <number>_ at the beginning of its name: goose stops at it",
  stopsAtOther: true,
  late: "refused",
  transaction: "file",
  // Its pieces: what it splits, or what stands between StatementBegin and StatementEnd.
  delivery: { sending: "pieces" },
  noTransaction: "-- +goose NO TRANSACTION\n-- +goose Up",
  writeFurther: furtherLayout({
    text: ({ sql, alone, down }, lineBreak) =>
      [
        ...(alone ? ["-- +goose NO TRANSACTION"] : []),
        "-- +goose Up",
        pieceByPiece(sql, lineBreak),
        ...(down === "" ? [] : ["-- +goose Down", pieceByPiece(down, lineBreak)]),
      ].join(lineBreak),
  }),
  withoutTransaction: ({ path }, text) => [
    { path, text: `-- +goose NO TRANSACTION${lineBreakOf(text)}${text}` },
  ],
  history: gooseHistory,
  orderWords: {
    renumber: (version) => `rename it to a version above ${version}, or run goose up --allow-missing`,
  },
  isCode: (name) => /^\d+_.*\.go$/.test(name) && !name.endsWith("_test.go"),
  read: (_, text) => gooseStatements(text),
  down: { read: (_, text) => gooseDown(text) },
});

/** goose splits at semicolons at the end of a line, also in a body: a statement with one in it is marked as a whole. */
function pieceByPiece(sql: string, lineBreak: string): string {
  return statementTexts(sql)
    .map((text) => {
      const inner = text.trimEnd().replace(/;$/, "");
      if (!/;\s*$/m.test(inner)) return text;
      return ["-- +goose StatementBegin", text.trimEnd(), "-- +goose StatementEnd", ""].join(lineBreak);
    })
    .join("");
}
