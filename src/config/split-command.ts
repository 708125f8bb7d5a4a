/** Splits a command as a shell splits it into words; nothing else of a shell is done. */

/** The words, or why it needs a shell: what that would do is not guessed. */
export function splitCommand(text: string): readonly string[] | { readonly mistake: string } {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length; ) {
    const [piece = ""] = PIECE.exec(text.slice(at)) ?? [];
    if (piece === "") return { mistake: "has a quote that is not closed" };
    at += piece.length;
    if (/^\s/.test(piece)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (piece.startsWith("'")) word = `${word ?? ""}${piece.slice(1, -1)}`;
    else if (piece.startsWith('"')) word = `${word ?? ""}${piece.slice(1, -1).replace(/\\(["\\$`])/g, "$1")}`;
    else if (piece.startsWith("\\")) word = `${word ?? ""}${piece.slice(1)}`;
    else if (FOR_SHELLS.test(piece))
      return {
        mistake: `has "${piece}", which only a shell understands: write ["sh", "-c", "…"] to use one`,
      };
    else word = `${word ?? ""}${piece}`;
  }
  if (word !== null) words.push(word);
  return words.length === 0 ? { mistake: "is empty" } : words;
}

/** White space, a quoted part, an escaped character, one sign of a shell, or what needs no care. */
const PIECE = /^(?:\s+|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[|&;<>()$`]|[^\s'"\\|&;<>()$`]+)/;
const FOR_SHELLS = /^[|&;<>()$`]$/;
