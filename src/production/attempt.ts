import { type Live, LiveFailure } from "./live.ts";

/** Reads what may be refused; the transaction goes on without it. @returns null where `refused` took the failure. */
export async function attempt<T>(
  live: Pick<Live, "query">,
  read: () => Promise<T>,
  refused: (failure: LiveFailure) => void,
): Promise<T | null> {
  await live.query("SAVEPOINT attempt");
  try {
    const found = await read();
    await live.query("RELEASE attempt");
    return found;
  } catch (error) {
    if (!(error instanceof LiveFailure)) throw error;
    await live.query("ROLLBACK TO attempt");
    refused(error);
    return null;
  }
}
