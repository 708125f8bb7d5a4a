import { ownFormatTool } from "../not-read.ts";

export const mybatis = ownFormatTool({
  id: "sql",
  name: "MyBatis Migrations",
  file: /\.sql$/,
  sign: /^--\s*\/\/\s*@UNDO/im,
});
