import { basename } from "../../tree.ts";
import { nameOnlyHistory } from "../name-only-history.ts";

export const dbmateHistory = nameOnlyHistory({
  tables: ["schema_migrations"],
  columns: ["version"],
  order: "version",
  advice: { apply: "dbmate migrate", passesMissing: "dbmate status" },
  // dbmate compares versions as text.
  recorded: ({ version }) => version ?? null,
  key: ({ path }) => /^\d+/.exec(basename(path))?.[0] ?? null,
  twice: "dbmate applies one of them and passes over the other",
});
