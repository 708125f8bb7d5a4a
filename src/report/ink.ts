import picocolors from "picocolors";
import type { Level } from "../rule.ts";
import type { View } from "./view.ts";

export type Colours = ReturnType<typeof picocolors.createColors>;

/** What the parts of a terminal report need at hand. */
export interface Ink {
  readonly c: Colours;
  readonly columns: number;
  readonly verbose: boolean;
  level(level: Level, text: string): string;
}

export function inkOf(view: View): Ink {
  const c = picocolors.createColors(view.colour);
  const paint = { error: c.red, warning: c.yellow, note: c.cyan };
  return {
    c,
    columns: Math.max(view.columns, 40),
    verbose: view.verbose,
    level: (level, text) => c.bold(paint[level](text)),
  };
}
