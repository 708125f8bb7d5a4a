import type { Layout } from "./layouts.testing.ts";

export interface FixCase {
  readonly name: string;
  readonly tool: Layout;
  /** The SQL of the new migration; of several, in their order. */
  readonly sql: string | readonly string[];
  /** Rules that stay in `left`; left out: none. */
  readonly left?: readonly string[];
  /** Why the catalog is not the one after the change as it was: that does not run to its end. */
  readonly originalFails?: true;
  /** Nothing of it fails a check. */
  readonly nothing?: true;
  /** Only from this major version on. */
  readonly from?: number;
}
