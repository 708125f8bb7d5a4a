import type { Settings } from "../config/settings.ts";
import type { Selection } from "../migrations/selection.ts";

/** Lets the first shadow get ready while it is still read what runs on it. To be followed by `endShadowAhead`. */
export async function shadowAhead(selections: readonly Selection[], settings: Settings): Promise<void> {
  if (settings.static || !selections.some(({ judged }) => judged.size > 0)) return;
  const { readyShadow } = await import("../shadow/engines/open-shadow.ts");
  readyShadow(settings.shadow);
  begun = true;
}

let begun = false;

/** Ends it where nothing was rehearsed after all. */
export async function endShadowAhead(): Promise<void> {
  if (begun) await (await import("../shadow/engines/open-shadow.ts")).endReady();
}
