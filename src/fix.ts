/** The pipeline of `lockgate fix`. */
import type { CheckOptions } from "./check.ts";
import type { FixReport } from "./fix/fix-report.ts";

export interface FixOptions extends Omit<CheckOptions, "updateBaseline" | "drift"> {
  /** Write what belongs to this release; nothing where anything is not proven. */
  readonly write?: boolean | undefined;
}

export interface FixResult {
  readonly report: FixReport;
  /** 0: nothing is left and a check of the result has no error; 1: some is left; 3: nothing to fix; 4: not proven or not parsed. */
  readonly exit: 0 | 1 | 3 | 4;
  /** The files of this release, whether written or not. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}
