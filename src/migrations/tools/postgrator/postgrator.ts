import { basename } from "../../tree.ts";
import { furtherLayout } from "../further-layout.ts";
import { numberedFilesTool, versionedFile } from "../numbered-files.ts";
import { oneQuery } from "../tool.ts";

/**
 * postgrator: `<number>.do.<name>.sql`, and `.undo.` for the way back. A file goes out as one query, without BEGIN. Only
 * versions above the current one are run.
 */
export const postgrator = numberedFilesTool({
  id: "sql",
  name: "postgrator",
  file: /^(\d+)\.do\.(?:[\s\S]*\.)?sql$/,
  order: "version",
  twice: "postgrator fails at its row in the history",
  form: "<number>.do.<name>.sql",
  isMeant: (path) => !/^\d+\.undo\./.test(basename(path)),
  late: "skipped",
  writeFurther: furtherLayout({ down: (path) => path.replace(/(\/|^)(\d+)\.do\.(?=[^/]*$)/, "$1$2.undo.") }),
  assumption: "postgrator is taken to run these files, each as one query: by their names",
  isCode: (name) => /^\d+\.do\..*\.[cm]?[jt]s$/.test(name),
  read: (_, text) => oneQuery(text, true),
  down: {
    fileOf: ({ path, version }, { files }) =>
      versionedFile(files, path, version, /^(\d+)\.undo\.(?:[\s\S]*\.)?sql$/),
    read: (_, text) => oneQuery(text, true),
  },
});
