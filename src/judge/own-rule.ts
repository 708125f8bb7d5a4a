/** What passes between the gate and the child process that a rule of the user's runs in: data, no code. */
import type { ActingRole } from "../production/acting-role.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { Judgment, Level, Remedy } from "../rule.ts";
import type { Change } from "./change.ts";

export type RuleCall =
  | { readonly op: "load"; readonly folder: string; readonly id: string }
  | {
      readonly op: "judge";
      readonly changes: readonly Change[];
      readonly snapshot: Snapshot | null;
      /** Milliseconds, or null: not known. */
      readonly lockTimeout: number | null;
      readonly role: ActingRole | null;
      /** The busy tables that each migration works on, by its path. */
      readonly hot: readonly (readonly [path: string, relations: readonly string[]])[];
    };

export type RuleAnswer =
  | { readonly kind: "described"; readonly rule: Description }
  | { readonly kind: "opinions"; readonly opinions: readonly OwnOpinion[] }
  | { readonly kind: "failed"; readonly reason: string };

/** A rule without its code. */
export interface Description {
  readonly level: Level;
  readonly summary: string;
  readonly scope: "repository" | undefined;
}

/** What a rule says of the statement with this number, counted over all changes in their order. */
export interface OwnOpinion {
  readonly statement: number;
  readonly judgments: readonly { readonly judgment: Judgment; readonly remedy: Remedy | undefined }[];
  /** Why it could not judge the statement, or null. */
  readonly failed: string | null;
}
