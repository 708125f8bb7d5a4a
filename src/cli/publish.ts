import { logSafe } from "../report/log-safe.ts";
import { PLAIN, type View } from "../report/view.ts";
import type { DocumentFlags } from "./options.ts";
import { writeFileOut, writeOut } from "./output.ts";
import { viewOf } from "./terminal.ts";

/** Formats of free text; the others escape in their own way. */
const FREE_TEXT: readonly string[] = ["pretty", "markdown", "agent"];

/**
 * Writes a report to the files and to stdout, as the flags say. Files come first: a reader that closes the pipe must not
 * keep them from being written.
 *
 * @param start when the command began, in seconds by `process.uptime()`.
 * @returns false when a document could not be written, which is said.
 */
export async function publish<R, Format extends string>(
  report: R,
  render: (format: Format, report: R, view: View) => Promise<string>,
  { format, output, verbose, quiet }: DocumentFlags<Format>,
  start: number,
  view: Partial<View> = {},
): Promise<boolean> {
  const shown: View = {
    ...viewOf(process.stdout, process.env),
    verbose: verbose === true,
    quiet: quiet === true,
    ...view,
  };
  let written = true;
  for (const file of output) {
    const text = await render(file.format, report, { ...shown, colour: false, columns: PLAIN.columns });
    written = writeFileOut(`--output ${file.path}`, file.path, text) && written;
  }
  const seconds = process.uptime() - start;
  const text = await render(format, report, { ...shown, seconds });
  const isLog = process.env.GITHUB_ACTIONS === "true" && FREE_TEXT.includes(format);
  return (await writeOut(isLog ? logSafe(text) : text)) && written;
}
