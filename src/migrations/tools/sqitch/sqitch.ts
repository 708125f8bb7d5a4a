import { ownFormatTool } from "../not-read.ts";

export const sqitch = ownFormatTool({
  id: "sqitch",
  name: "sqitch",
  howToSetLockTimeout: "run sqitch with `PGOPTIONS='-c lock_timeout=5s'`",
  file: /\.sql$/,
  beside: /^sqitch\.plan$/,
  folder: (dir) => (dir === "" ? "deploy" : `${dir}/deploy`),
  ownSchema: "sqitch",
  markApplied: "run `sqitch deploy --log-only`",
});
