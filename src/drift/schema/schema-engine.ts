import type { Shadow } from "../../shadow/engines/shadow.ts";
import type { Filters, SchemaFile } from "./engine/engine.ts";

/** Prisma's engine, in whatever form the user has it. */
export interface SchemaEngine {
  /** "prisma 7.10.1" */
  readonly from: string;
  /** The SQL that leads from what the shadow holds to what the schema says. Throws {@link EngineFailure}. */
  diff(schema: readonly SchemaFile[], filters: Filters, shadow: Shadow): Promise<string>;
  end(): Promise<void>;
}

/** The engine did not answer, in words for the user; `code` is Prisma's own ("P1012") where the engine refused. */
export class EngineFailure extends Error {
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = "EngineFailure";
    this.code = code;
  }
}
