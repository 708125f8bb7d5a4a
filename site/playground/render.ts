/** The report as a pull request shows it. */
import createDOMPurify from "dompurify";
import MarkdownIt from "markdown-it";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { RULES } from "./instead/load-rules.ts";

const markdown = new MarkdownIt({ html: true, linkify: false });
const { escapeHtml } = markdown.utils;

markdown.renderer.rules.code_inline = (tokens, index) => {
  const text = tokens[index]?.content ?? "";
  const code = `<code>${escapeHtml(text)}</code>`;
  return RULES.has(text) ? `<a href="${import.meta.env.BASE_URL}rules/${text}">${code}</a>` : code;
};

markdown.renderer.rules.fence = (tokens, index) => {
  const { content = "", info = "" } = tokens[index] ?? {};
  const lines = content.trimEnd().split("\n");
  const marked = info === "diff" ? lines.map(changedLine) : lines.map(escapeHtml);
  // A block that scrolls can be scrolled by keyboard only where it takes the focus.
  return `<pre tabindex="0"><code>${marked.join("\n")}</code></pre>\n`;
};

function changedLine(line: string): string {
  const kind = { "+": "added", "-": "removed" }[line[0] ?? ""];
  return kind === undefined ? escapeHtml(line) : `<span class="${kind}">${escapeHtml(line)}</span>`;
}

const purify = createDOMPurify(window);

/** Of HTML, only what GitHub would show: the SQL of a shared link is somebody else's. */
export function renderReport(report: Report): string {
  return purify.sanitize(markdown.render(renderMarkdown(report)), {
    ALLOWED_TAGS: [
      ..."h1 h2 h3 h4 h5 h6 p a b strong i em s code pre span sub sup br hr ul ol li blockquote".split(" "),
      ..."table thead tbody tr th td details summary".split(" "),
    ],
    ALLOWED_ATTR: ["href", "class", "align", "style", "open", "tabindex"],
    ADD_URI_SAFE_ATTR: ["align", "tabindex"],
    ALLOWED_URI_REGEXP: /^(?:https?:|\/)/i,
  });
}
