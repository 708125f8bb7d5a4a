import { McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { VERSION } from "../version.ts";
import { refusal } from "./answer.ts";
import { checkMigrations } from "./check-migrations.ts";
import { drift } from "./drift.ts";
import { explainRule } from "./explain-rule.ts";
import { fixMigrations } from "./fix-migrations.ts";
import type { Queue } from "./queue.ts";
import { statementLocks } from "./statement-locks.ts";
import type { Call, Tool } from "./tool.ts";

const INSTRUCTIONS =
  "After you wrote or changed a PostgreSQL migration, call check_migrations and do what its findings say, or let " +
  "fix_migrations do it, until the verdict is pass. Never edit a migration that is already merged: write a new one.";

/** A server with the tools, for one connection. */
export function mcpServer(session: Omit<Call, "onProgress">, queue: Queue): McpServer {
  const server = new McpServer({ name: "lockgate", version: VERSION }, { instructions: INSTRUCTIONS });
  const add = <Input>({ name, title, description, input, output, annotations, call }: Tool<Input>): void => {
    const config = { title, description, inputSchema: input, outputSchema: output, annotations };
    server.registerTool(name, config, async (given, context) => {
      const signal = AbortSignal.any([context.mcpReq.signal, session.signal]);
      try {
        return await queue.run(signal, () =>
          call(given as Input, { ...session, signal, onProgress: progressOf(context) }),
        );
      } catch (error) {
        return refusal(error);
      }
    });
  };
  add(checkMigrations);
  add(statementLocks);
  add(fixMigrations);
  add(explainRule);
  add(drift);
  return server;
}

/** Tells a client that asked for it how far a run is. A stage that begins anew counts on: progress only ever rises. */
function progressOf({ mcpReq }: ServerContext): Call["onProgress"] {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let progress = 0;
  return ({ stage, done, of }) => {
    progress += 1;
    const message = stage === "starting" ? stage : `${stage} ${done}/${of}`;
    const params = { progressToken, progress, message };
    // A client that has left misses nothing.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
}
