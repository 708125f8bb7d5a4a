import { basename } from "../../tree.ts";
import { namesCrate } from "../cargo.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool } from "../numbered-files.ts";
import { oneQuery } from "../tool.ts";

/**
 * refinery: `V<version>__<name>.sql`, in order, and `U<version>__<name>.sql`, which may come late: no way back, as Flyway's
 * are. Each file is one query between BEGIN and COMMIT.
 */
export const refinery = numberedFilesTool({
  id: "sql",
  name: "refinery",
  file: /^[UV](\d+)(?:\.\d+)?__\w+\.sql$/,
  isOwn: ({ tree }, dir) => namesCrate(tree, dir, "refinery"),
  order: "version",
  form: "V<version>__<name>.sql",
  late: "refused",
  assumption: "refinery is taken to run these files, each in a transaction: Cargo.toml names it",
  noTransaction: null,
  writeFurther: furtherLayout({}),
  ownTables: ["refinery_schema_history"],
  isCode: (name) => /^[UV]\d+(\.\d+)?__\w+\.rs$/.test(name),
  read: (_, text) => oneQuery(text),
  adjust: (folder) => ({
    ...folder,
    isLate: (file, merged) => basename(file.path).startsWith("V") && folder.compare(file, merged) < 0,
  }),
});
