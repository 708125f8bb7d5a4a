import { ownFormatTool } from "../not-read.ts";

export const playEvolutions = ownFormatTool({
  id: "sql",
  name: "Play's evolutions",
  file: /^\d+\.sql$|\/\d+\.sql$/,
  sign: /^(#|--)\s*---\s*!(Ups|Downs)/m,
});
