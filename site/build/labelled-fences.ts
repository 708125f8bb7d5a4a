import type { MarkdownRenderer } from "vitepress";

/** What a block of a rule's README is ("given", "problem", "safer"), in the place of its language. */
export function labelledFences(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  if (fence === undefined) throw new Error("VitePress no longer renders fenced blocks");
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const [, label] = /^\w+ ([a-z].*)$/.exec(tokens[index]?.info.trim() ?? "") ?? [];
    const html = fence(tokens, index, ...rest);
    return label === undefined
      ? html
      : html.replace(/<span class="lang">[^<]*/, () => `<span class="lang">${md.utils.escapeHtml(label)}`);
  };
}
