import { ownFormatTool } from "../not-read.ts";

export const micrate = ownFormatTool({
  id: "sql",
  name: "micrate",
  file: /\.sql$/,
  sign: /^--\s*\+micrate (Up|Down)\b/m,
});
