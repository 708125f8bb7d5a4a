/** How to connect by a database URL, whatever client does it. */
import type { ClientConfig } from "pg";
import type { DatabaseUrl } from "./database-url.ts";

/**
 * Tries the TLS modes of a URL in their order, each with these options at the start of the session (`-c name=value`), and
 * without them where a pooler refuses settings there. Throws what the last attempt threw.
 */
export async function connectBy<T>(
  url: DatabaseUrl,
  options: string,
  connect: (config: ClientConfig) => Promise<T>,
): Promise<T> {
  const own = url.options === null ? "" : `${url.options} `;
  let last: unknown;
  for (const attempt of url.attempts) {
    for (const text of [`${own}${options}`, own]) {
      try {
        return await connect({ ...attempt, options: text });
      } catch (error) {
        last = error;
        if (!/unsupported startup parameter/.test(messageOf(error))) break;
      }
    }
    if (!isAboutTls(last)) break;
  }
  throw last;
}

/** Whether another TLS mode may succeed: the server has none, wants it, or its rules for plain and TLS differ. */
function isAboutTls(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "28000" || /does not support SSL/.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
