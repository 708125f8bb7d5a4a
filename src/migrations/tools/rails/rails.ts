import { basename } from "../../tree.ts";
import { codeFirstTool } from "../not-read.ts";
import { leadingNumber, rowHistory } from "../row-history.ts";

const MIGRATE = "bin/rails db:migrate";

export const rails = codeFirstTool({
  id: "rails",
  name: "Rails",
  howToSetLockTimeout: "add `variables: { lock_timeout: 5s }` to database.yml",
  file: /\.rb$/,
  sign: /ActiveRecord::Migration/,
  packages: [],
  command: MIGRATE,
  runs: /\b(?:rails|rake)\b.*\bdb:migrate(?![:\w])/,
  history: rowHistory({
    tables: ["schema_migrations"],
    columns: ["version"],
    order: "version",
    advice: {
      apply: MIGRATE,
      passesMissing: "bin/rails db:abort_if_pending_migrations",
    },
    recorded: ({ version }) => leadingNumber(version ?? ""),
    key: ({ path }) => leadingNumber(basename(path)),
    twice: "Rails stops at it",
  }),
  ownTables: ["schema_migrations", "ar_internal_metadata"],
});
