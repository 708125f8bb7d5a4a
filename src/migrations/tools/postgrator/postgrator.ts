import { basename } from "../../tree.ts";
import { numberedFolder } from "../numbered-files.ts";
import type { Folder, Tool } from "../tool.ts";

/**
 * postgrator: `<number>.do.<name>.sql`, and `.undo.` for the way back. A file goes out as one query, without BEGIN. Only
 * versions above the current one are run.
 */
export const postgrator: Tool = {
  id: "sql",
  async detect(search) {
    return [...search.folders]
      .filter(([, names]) => names.some((name) => NAME.test(name)))
      .map(([dir]) => folderAt(dir));
  },
  declare: async (_, { dir }) => folderAt(dir),
};

const NAME = /^(\d+)\.do\.(?:[\s\S]*\.)?sql$/;
const UNDO = /^\d+\.undo\./;

function folderAt(dir: string): Folder {
  return {
    ...numberedFolder(dir, {
      tool: "sql",
      name: NAME,
      order: "version",
      twice: "postgrator fails at its row in the history",
      form: "<number>.do.<name>.sql",
      other: {
        reason: "is passed over by postgrator: its name is not <number>.do.<name>.sql",
        stops: false,
        isMeant: (path) => !UNDO.test(basename(path)),
      },
      history: null,
      late: "skipped",
      assumption: "postgrator is taken to run these files, each as one query: by their names",
      isCode: (name) => /^\d+\.do\..*\.[cm]?[jt]s$/.test(name),
      read: (_, text) => ({
        sql: text,
        transaction: "file",
        delivery: { sending: "one query", wrapping: "none" },
      }),
    }),
    runner: "postgrator",
  };
}
