import { beside, furtherName } from "../further.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { timeoutInUrl } from "../tool.ts";
import { gooseStatements } from "./annotations.ts";
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
  writeFurther(further) {
    const name = furtherName(further);
    if (name === null) return null;
    const { sql, alone, down } = further;
    const text = `-- +goose Up\n${whole(sql)}\n-- +goose Down\n${whole(down)}`;
    return [{ path: beside(further, name), text: alone ? `-- +goose NO TRANSACTION\n${text}` : text }];
  },
  withoutTransaction: (text) => `-- +goose NO TRANSACTION\n${text}`,
  history: gooseHistory,
  orderWords: {
    renumber: (version) => `rename it to a version above ${version}, or run goose up --allow-missing`,
  },
  isCode: (name) => /^\d+_.*\.go$/.test(name) && !name.endsWith("_test.go"),
  read: (_, text) => gooseStatements(text),
});

/** goose splits at semicolons at the end of a line, also in a body: such SQL goes out as it is. */
function whole(sql: string): string {
  return /\$\w*\$/.test(sql) ? `-- +goose StatementBegin\n${sql}-- +goose StatementEnd\n` : sql;
}
