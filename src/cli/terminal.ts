import { PLAIN, type View } from "../report/view.ts";

/**
 * How a report is shown on this stdout. NO_COLOR (no-color.org) and FORCE_COLOR decide where they are set and not
 * empty, else whether it is a terminal.
 */
export function viewOf(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns">,
  env: Readonly<Record<string, string | undefined>>,
): View {
  const terminal = stream.isTTY === true;
  return {
    ...PLAIN,
    colour: wantsColour(terminal, env),
    columns: terminal && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY,
  };
}

function wantsColour(terminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return terminal && env.TERM !== "dumb";
}
