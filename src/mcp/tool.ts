import type { CallToolResult, StandardSchemaWithJSON, ToolAnnotations } from "@modelcontextprotocol/server";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { Environment } from "../config/run.ts";
import type { Progress } from "../shadow/rehearse/rehearsal.ts";
import type { Confines } from "./confine.ts";

/** What a tool is called with, beside its arguments. */
export interface Call {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Environment;
  readonly confines: Confines;
  /** Aborted when the client cancels the call, or the server ends. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** A tool of the server; each has a file. */
export interface Tool<Input> {
  readonly name: string;
  readonly title: string;
  /** For the assistant: what it tells and when to ask. */
  readonly description: string;
  readonly input: StandardSchemaWithJSON<unknown, Input>;
  readonly output: StandardSchemaWithJSON;
  readonly annotations: ToolAnnotations;
  /** @throws {UsageError} for what the caller has to fix first. */
  call(input: Input, call: Call): Promise<CallToolResult>;
}

/** It changes nothing, whatever it is called with; nothing but the repository and its own databases is asked. */
export const READ_ONLY: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

export const defineTool = <Input>(tool: Tool<Input>): Tool<Input> => tool;

/** A schema as the SDK takes them: it checks what a client sends, and becomes JSON Schema in the list of tools. */
export const schemaOf = <Schema extends v.GenericSchema>(
  schema: Schema,
): StandardSchemaWithJSON<unknown, v.InferOutput<Schema>> =>
  toStandardJsonSchema(schema) as unknown as StandardSchemaWithJSON<unknown, v.InferOutput<Schema>>;

/** More than anybody changes at once, and bounded. */
const MAX_PATHS = 1_000;

export const paths = v.optional(
  v.pipe(
    v.array(v.string()),
    v.maxLength(MAX_PATHS),
    v.description(
      "Files or folders of migrations in this repository; left out: the migrations that are new against the base branch.",
    ),
  ),
);
