import type { Analyzed } from "./analyzed.ts";
import { hazardsOf } from "./select.ts";

/**
 * Whether the statement drops the primary key by which a publication of the migrations finds rows: one break of running
 * code, of which replication is a part. With facts on publications it is a matter of its own.
 */
export function losesIdentityWithKey(analyzed: Analyzed): boolean {
  if (analyzed.snapshot?.publications !== undefined) return false;
  const breaks = hazardsOf(analyzed, "break");
  return (
    breaks.some(({ object, change }) => object === "primary key" && change === "dropped") &&
    breaks.some(({ object, change }) => object === "replica identity" && change === "lost")
  );
}
