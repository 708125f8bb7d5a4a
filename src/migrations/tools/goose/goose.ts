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
  history: gooseHistory,
  orderWords: {
    renumber: (version) => `rename it to a version above ${version}, or run goose up --allow-missing`,
  },
  isCode: (name) => /^\d+_.*\.go$/.test(name) && !name.endsWith("_test.go"),
  read: (_, text) => gooseStatements(text),
});
