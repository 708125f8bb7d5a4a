import type { Report } from "./report.ts";
import { PLAIN, type View } from "./view.ts";

type Renderer = (report: Report, view: View) => string;

/** Each format with its renderer, which is loaded only when it is asked for. */
const RENDERERS = {
  pretty: async () => (await import("./pretty.ts")).renderPretty,
  json: async () => (await import("./json.ts")).renderJson,
  markdown: async () => {
    const { renderMarkdown } = await import("./markdown.ts");
    return (report) => renderMarkdown(report);
  },
  github: async () => (await import("./github.ts")).renderGithub,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
  junit: async () => (await import("./junit.ts")).renderJunit,
  agent: async () => (await import("./agent.ts")).renderAgent,
} as const satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof RENDERERS;

export const FORMATS = Object.keys(RENDERERS) as readonly Format[];

/** A report as a whole document of the format; by default in plain text, nothing cut. */
export async function render(format: Format, report: Report, view: View = PLAIN): Promise<string> {
  const renderer: Renderer = await RENDERERS[format]();
  return renderer(report, view);
}
