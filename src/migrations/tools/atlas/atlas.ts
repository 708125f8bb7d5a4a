import { ownFormatTool } from "../not-read.ts";
import { timeoutInUrl } from "../tool.ts";

export const atlas = ownFormatTool({
  id: "atlas",
  name: "Atlas",
  howToSetLockTimeout: timeoutInUrl("the URL that atlas migrate apply connects to"),
  file: /\.sql$/,
  beside: /^atlas\.sum$/,
  noTransaction: "-- atlas:txmode none",
  ownTables: ["atlas_schema_revisions"],
  markApplied: "write its row into atlas_schema_revisions by hand",
});
