import { ownFormatTool } from "../not-read.ts";

export const sqlMigrate = ownFormatTool({
  id: "sql",
  name: "sql-migrate",
  file: /\.sql$/,
  sign: /^--\s*\+migrate (Up|Down)\b/m,
});
