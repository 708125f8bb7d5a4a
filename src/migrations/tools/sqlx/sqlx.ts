import { basename, type Tree } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import { lineBreakOf } from "../further.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool, versionedFile } from "../numbered-files.ts";
import { oneQuery, type SentSql, timeoutInUrl } from "../tool.ts";

const NO_TRANSACTION = "-- no-transaction";

/**
 * sqlx: `migrations/<version>_<name>.sql`, or `.up.sql` with `.down.sql` beside it. Whatever is not applied yet is run, each
 * file as one query between BEGIN and COMMIT.
 */
export const sqlx = numberedFilesTool({
  id: "sql",
  name: "sqlx",
  howToSetLockTimeout: timeoutInUrl("DATABASE_URL"),
  file: /^(\d+)_(?![\s\S]*\.down\.sql$)[\s\S]*\.sql$/,
  isOwn: ({ tree }, dir) => /^migrations?$/i.test(basename(dir)) && isSqlx(tree, dir),
  order: "version",
  twice: "sqlx fails at its row in the history",
  form: "<version>_<name>.sql",
  other: "is passed over by sqlx, or it stops there: its name is not <version>_<name>.sql",
  isMeant: (path) => !path.endsWith(".down.sql"),
  late: "runs",
  assumption: "sqlx is taken to run these files, each in a transaction: Cargo.toml names it",
  noTransaction: NO_TRANSACTION,
  writeFurther: furtherLayout({
    text: ({ sql, alone }, lineBreak) => (alone ? bare(sql, lineBreak) : sql),
    down: (path) => path.replace(/\.up\.sql$/, ".down.sql"),
    downText: ({ down, alone }, lineBreak) => (alone ? bare(down, lineBreak) : down),
  }),
  withoutTransaction: ({ path }, text) => [{ path, text: bare(text, lineBreakOf(text)) }],
  ownTables: ["_sqlx_migrations"],
  read: (_, text) => read(text),
  down: {
    fileOf: ({ path, version }, { files }) =>
      /\.up\.sql$/.test(path) ? versionedFile(files, path, version, /^(\d+)_[\s\S]*\.down\.sql$/) : null,
    read: (_, text) => read(text),
  },
});

function read(text: string): SentSql {
  // Only as the first characters of the file.
  return oneQuery(text, text.startsWith(NO_TRANSACTION));
}

function bare(text: string, lineBreak: string): string {
  return `${NO_TRANSACTION}${lineBreak}${text}`;
}

/** The folder is a Rust package's that uses sqlx. */
export function isSqlx(tree: Tree, dir: string): Promise<boolean> {
  return namesCrate(tree, dir, "sqlx");
}
