import { ownFormatTool } from "../not-read.ts";

export const atlas = ownFormatTool({
  id: "atlas",
  name: "Atlas",
  file: /\.sql$/,
  beside: /^atlas\.sum$/,
  noTransaction: "-- atlas:txmode none",
  ownTables: ["atlas_schema_revisions"],
  markApplied: "write its row into atlas_schema_revisions by hand",
});
