import { endReady, pgliteShadow, readyPglite } from "./pglite-shadow.ts";
import type { Live } from "./server-identity.ts";
import { type Limits, type Shadow, ShadowUnavailable } from "./shadow.ts";

export interface Opening {
  readonly extensions: readonly string[];
  /** Path of a snapshot to start from, or null; for PGlite, which deletes a damaged one and starts without. */
  readonly snapshot: string | null;
  /** Live databases, which are never taken for a shadow. */
  readonly live: Live;
  readonly limits: Limits;
  /** Names of roles that may be created; on a server they are dropped in the end. */
  readonly roles?: readonly string[];
}

/**
 * Lets the next shadow get ready while it is still worked out what runs on it; nothing where that is not PGlite. Ended by
 * `endReady` where no shadow was opened.
 */
export function readyShadow(spec: string): void {
  if (spec === "pglite") readyPglite();
}

export { endReady };

/** Opens `pglite`, `docker:<image>` or a server by its URL. Throws ShadowUnavailable. */
export async function openShadow(spec: string, opening: Opening): Promise<Shadow> {
  if (spec === "pglite") return pgliteShadow(opening);
  const { live, limits, roles = [] } = opening;
  if (/^postgres(?:ql)?:\/\//.test(spec)) {
    const { serverShadow } = await import("./server-shadow.ts");
    return serverShadow({ url: spec, live, limits, roles, throwaway: false });
  }
  const [, image] = /^docker:(.+)$/.exec(spec) ?? [];
  if (image) return inContainer(image, limits);
  throw new ShadowUnavailable("the shadow is neither pglite, nor docker:<image>, nor a URL (postgres://...)");
}

async function inContainer(image: string, limits: Limits): Promise<Shadow> {
  const [{ startContainer }, { serverShadow }] = await Promise.all([
    import("./container.ts"),
    import("./server-shadow.ts"),
  ]);
  const container = await startContainer(image);
  try {
    const shadow = await serverShadow({ url: container.url, live: null, limits, roles: [], throwaway: true });
    return { ...shadow, close: () => container.stop() };
  } catch (error) {
    await container.stop();
    throw error;
  }
}
