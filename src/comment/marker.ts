/** How lockgate knows its own comment again. */

/** The gravest thing that a comment says; when it rises, readers are told by a new comment. */
export const STANDINGS = ["clean", "warning", "error"] as const;
export type Standing = (typeof STANDINGS)[number];

/** The start of each comment of a gate. Several gates of one repository have different names. */
export function markerPrefix(gate: string): string {
  return `<!-- lockgate:comment gate="${gate}" `;
}

export function marker(gate: string, standing: Standing): string {
  return `${markerPrefix(gate)}standing="${standing}" -->`;
}

/** What a comment with our marker says, "clean" where the marker does not tell. */
export function standingOf(body: string): Standing {
  const found = /^<!-- lockgate:comment gate="[^"]*" standing="(\w+)" -->/.exec(body)?.[1];
  return STANDINGS.find((standing) => standing === found) ?? "clean";
}

/** A gate's name, safe to stand in an HTML comment, from what tells it from the others of its repository. */
export function gateName(parts: readonly string[]): string {
  const named = parts.filter((part) => part !== "" && part !== ".").join(" ");
  return named === ""
    ? "default"
    : encodeURIComponent(named).replaceAll("%2F", "/").replaceAll("%20", "+").replaceAll("--", "-%2D");
}
