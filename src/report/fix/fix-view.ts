import { PLAIN, type View } from "../view.ts";

/** How a plan is shown: what is not in the report itself. */
export interface FixView extends View {
  /** What a reader types to get this plan: `npx lockgate fix`, with its paths and options. */
  readonly command: string;
}

/** Plain text, nothing cut, of what is new against the base. */
export const PLAIN_FIX: FixView = { ...PLAIN, command: "npx lockgate fix" };
