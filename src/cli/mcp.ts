import type { Command } from "commander";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";
import { interruption } from "./interrupt.ts";

export function addMcp(program: Command, finish: Finish): void {
  program
    .command("mcp")
    .description("tools for an assistant, over the Model Context Protocol on stdin and stdout")
    .action(async () => {
      const { serve } = await import("../mcp/serve.ts");
      const signal = interruption();
      await serve({ cwd: process.cwd(), env: process.env, signal, say });
      signal.throwIfAborted();
      finish(EXIT.ok);
    });
}
