import type { DriftReport } from "../../drift/drift-report.ts";
import { PLAIN, type View } from "../view.ts";

type Renderer = (report: DriftReport, view: View) => string;

/** Each format of `lockgate drift` with its renderer, which is loaded only when it is asked for. */
const RENDERERS = {
  pretty: async () => (await import("./drift-pretty.ts")).renderDriftPretty,
  json: async () => (await import("../json.ts")).renderDriftJson,
  markdown: async () => {
    const { renderDriftMarkdown } = await import("./drift-markdown.ts");
    return (report) => renderDriftMarkdown(report);
  },
  github: async () => (await import("./drift-github.ts")).renderDriftGithub,
  junit: async () => (await import("./drift-junit.ts")).renderDriftJunit,
  agent: async () => (await import("./drift-agent.ts")).renderDriftAgent,
} as const satisfies Record<string, () => Promise<Renderer>>;

export type DriftFormat = keyof typeof RENDERERS;

export const DRIFT_FORMATS = Object.keys(RENDERERS) as readonly DriftFormat[];

/** A drift report as a whole document of the format; by default in plain text, nothing cut. */
export async function renderDrift(
  format: DriftFormat,
  report: DriftReport,
  view: View = PLAIN,
): Promise<string> {
  const renderer: Renderer = await RENDERERS[format]();
  return renderer(report, view);
}
