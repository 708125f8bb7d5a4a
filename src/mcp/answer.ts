/** What a tool answers: a document as structured content and as JSON text, or why there is none. */
import type { CallToolResult } from "@modelcontextprotocol/server";
import { UsageError } from "../migrations/failure.ts";
import { harmlessJson } from "../report/print-json.ts";
import { visible } from "../report/visible.ts";

type Document = Record<string, unknown>;

/** @param document JSON, as `--format json` prints it. */
export function answer(document: Document): CallToolResult {
  const text = harmlessJson(JSON.stringify(document));
  return { content: [{ type: "text", text }], structuredContent: document };
}

/** Why a tool could not answer, in one line and what to do about it in another; never a stack. */
export function refusal(error: unknown): CallToolResult {
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    error instanceof Error && "hint" in error && typeof error.hint === "string" ? error.hint : null;
  const [first = "", ...more] = message.split("\n");
  const lines = [
    error instanceof UsageError ? first : `lockgate failed: ${first}`,
    ...(error instanceof UsageError ? more : []),
    ...(hint === null ? [] : [hint]),
  ];
  return { content: [{ type: "text", text: lines.map(visible).join("\n") }], isError: true };
}
