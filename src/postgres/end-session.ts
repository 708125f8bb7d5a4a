/** How to leave a server that may have stopped answering. */

/** A client of pg, as far as it takes to leave. */
interface Leaving {
  end(): Promise<void>;
}

/** Says farewell; a server that does not answer to it within `ms` is left. */
export async function endWithin(client: Leaving, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      hangUp(client);
      resolve();
    }, ms);
  });
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
}

/** Closes the connection without a word: whatever waits for it fails at once. */
export function hangUp(client: Leaving): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
