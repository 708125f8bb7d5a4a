/**
 * A document as lines of a GitHub Actions log, which obeys "::command::" at the start of any line and "##[command]"
 * anywhere in it: both are broken by a space of no width.
 */
export function logSafe(text: string): string {
  return text.replace(/^([^\S\n]*:):/gm, "$1\u200b:").replaceAll("##[", "#\u200b#[");
}
