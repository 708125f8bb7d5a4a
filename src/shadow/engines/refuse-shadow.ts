import { connect } from "./server.ts";
import { refuseDatabase, rightsOf } from "./server-database.ts";
import { type Live, refuseLive } from "./server-identity.ts";
import { ShadowRefused } from "./shadow.ts";

/**
 * Asks whether a shadow that is given by its URL would be refused, before anything needs it. A server that does not
 * answer is for the one that needs it to say.
 *
 * @throws {ShadowRefused}
 */
export async function refuseShadow(url: string, live: Live): Promise<void> {
  const session = await connect(url).catch(() => null);
  if (session === null) return;
  try {
    await refuseLive(session, live);
    const rights = await rightsOf(session);
    if (!rights.createsDatabases) await refuseDatabase(session, rights);
  } catch (error) {
    if (error instanceof ShadowRefused) throw error;
  } finally {
    await session.end();
  }
}
