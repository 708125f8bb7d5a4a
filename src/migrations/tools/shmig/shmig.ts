import { ownFormatTool } from "../not-read.ts";

export const shmig = ownFormatTool({
  id: "sql",
  name: "shmig",
  file: /\.sql$/,
  sign: /^--\s*====\s*(UP|DOWN)\s*====/m,
});
