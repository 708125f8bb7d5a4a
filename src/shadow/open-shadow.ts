import { pgliteShadow } from "./pglite-shadow.ts";
import { type Limits, type Shadow, ShadowUnavailable } from "./shadow.ts";

export interface Opening {
  readonly extensions: readonly string[];
  /** Path of a snapshot to start from, or null; for PGlite. */
  readonly snapshot: string | null;
  /** The live database, which is never taken for a shadow. */
  readonly live: string | null;
  readonly limits: Limits;
}

/** Opens `pglite`, `docker:<image>` or a server by its URL. Throws ShadowUnavailable. */
export async function openShadow(spec: string, { extensions, snapshot, limits }: Opening): Promise<Shadow> {
  if (spec === "pglite") return pgliteShadow({ extensions, snapshot, limits });
  throw new ShadowUnavailable(`no shadow: ${spec}`, "pglite, docker:<image> or a URL (postgres://...)");
}
