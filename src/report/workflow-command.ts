import { visible } from "./visible.ts";

/** A message of GitHub's runner on a place of the change. */
export interface Annotation {
  readonly command: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly title: string;
  readonly text: string;
}

/** GitHub keeps ten annotations of each kind a step and drops the rest without a word. */
export const KEPT = 10;

/** The annotations that GitHub would keep, the gravest kind first. */
export function keptOf(all: readonly Annotation[]): Annotation[] {
  return ["error", "warning", "notice"].flatMap((command) =>
    all.filter((annotation) => annotation.command === command).slice(0, KEPT),
  );
}

export function commandLine({ command, file, line, endLine, title, text }: Annotation): string {
  const properties = [
    ...(file === null ? [] : [`file=${property(visible(file))}`]),
    ...(line === null ? [] : [`line=${line}`]),
    ...(endLine === null ? [] : [`endLine=${endLine}`]),
    `title=${property(visible(title))}`,
  ];
  return `::${command} ${properties.join(",")}::${data(text)}`;
}

/** Escaped as @actions/core does: a line break would end the command and begin another. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Text on a line of its own, which the runner must not take for a command ("::error", "##[error]"). */
export function plain(text: string): string {
  return visible(text).replaceAll("::", ": :").replaceAll("##[", "# #[");
}
