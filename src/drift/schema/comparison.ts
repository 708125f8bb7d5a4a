import type { Scope } from "../catalog/scope.ts";
import type { FoundDifference } from "../drift-report.ts";
import type { ShadowOptions } from "../replay.ts";

/** What is left out of the comparison is what is left out of the catalog's. */
export type SchemaOptions = ShadowOptions &
  Pick<Scope, "schemas" | "ignore"> & {
    readonly env: Readonly<Record<string, string | undefined>>;
  };

/** What a schema file and its migrations say of each other, or why that is not known. */
export type Compared =
  | {
      readonly differences: readonly FoundDifference[];
      readonly before: number;
      readonly note: string | null;
    }
  | { readonly reason: string };
