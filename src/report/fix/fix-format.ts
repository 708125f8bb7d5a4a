import type { FixReport } from "../../fix/fix-report.ts";
import { type FixView, PLAIN_FIX } from "./fix-view.ts";

type Renderer = (report: FixReport, view: FixView) => string;

/** Each format of `lockgate fix` with its renderer, which is loaded only when it is asked for. */
const RENDERERS = {
  pretty: async () => (await import("./fix-pretty.ts")).renderFixPretty,
  json: async () => (await import("../json.ts")).renderFixJson,
  markdown: async () => (await import("./fix-markdown.ts")).renderFixMarkdown,
  agent: async () => (await import("./fix-agent.ts")).renderFixAgent,
} as const satisfies Record<string, () => Promise<Renderer>>;

export type FixFormat = keyof typeof RENDERERS;

export const FIX_FORMATS = Object.keys(RENDERERS) as readonly FixFormat[];

/** A plan as a whole document of the format; by default in plain text, nothing cut. */
export async function renderFix(
  format: FixFormat,
  report: FixReport,
  view: Partial<FixView> = {},
): Promise<string> {
  const renderer: Renderer = await RENDERERS[format]();
  return renderer(report, { ...PLAIN_FIX, ...view });
}
