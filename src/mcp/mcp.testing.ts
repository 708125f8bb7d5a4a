/** For the tests: a client of the SDK's, connected to the program as it is built. */
import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { ENV } from "../cli/built-program.testing.ts";

export interface Connection {
  readonly client: Client;
  readonly transport: StdioClientTransport;
  /** What the server has written to stderr. */
  readonly said: () => string;
}

export async function connect(
  program: string,
  cwd: string,
  options: ClientOptions = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Connection> {
  const args = [program, "mcp"];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    cwd,
    env: { ...ENV, ...env },
    stderr: "pipe",
  });
  let said = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const client = new Client({ name: "tests", version: "1.0.0" }, options);
  await client.connect(transport);
  return { client, transport, said: () => said };
}

/** The lines with which a client of the protocol of 2025 begins, then these calls, numbered from 2. */
export function session(...calls: readonly object[]): string {
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
  const messages = [
    { id: 1, method: "initialize", params },
    { method: "notifications/initialized" },
    ...calls.map((call, index) => ({ id: index + 2, ...call })),
  ];
  return messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
}

export const toolCall = (name: string, args: object): object => ({
  method: "tools/call",
  params: { name, arguments: args },
});
