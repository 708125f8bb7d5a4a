import { readFile, stat } from "node:fs/promises";
import { parseSnapshot, type Snapshot } from "./snapshot.ts";

/** A snapshot that could not be read; `message` says why, as the end of a sentence, without its path or address. */
export class SnapshotFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SnapshotFailure";
  }
}

/** In bytes: ten thousand tables with their columns are half of it. */
const LARGEST = 64 * 1024 * 1024;
const TOO_LARGE = "is larger than 64 MB";

/** @throws {SnapshotFailure} when the file cannot be read or is not a snapshot. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const text = await textOf(path).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof SnapshotFailure) throw error;
    throw new SnapshotFailure(`cannot be read (${error.code ?? "no text"})`);
  });
  return snapshotIn(text);
}

async function textOf(path: string): Promise<string> {
  if ((await stat(path)).size > LARGEST) throw new SnapshotFailure(TOO_LARGE);
  return readFile(path, "utf8");
}

const SECONDS = 10;

/**
 * A snapshot that is served. A user and password in the URL are sent as Basic authentication.
 *
 * @throws {SnapshotFailure} which repeats nothing of the URL.
 */
export async function fetchSnapshot(address: string): Promise<Snapshot> {
  const url = new URL(address);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers: Record<string, string> =
    login === ":" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(SECONDS * 1000) });
    if (!answer.ok) throw new SnapshotFailure(`is not served: the server answers ${answer.status}`);
    return snapshotIn(await bodyOf(answer));
  } catch (error) {
    if (error instanceof SnapshotFailure) throw error;
    const isLate = error instanceof Error && error.name === "TimeoutError";
    throw new SnapshotFailure(
      isLate ? `was not received within ${SECONDS} s` : `cannot be fetched (${codeOf(error)})`,
    );
  }
}

async function bodyOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A length that is announced may be wrong.
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST) throw new SnapshotFailure(TOO_LARGE);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Node's own message repeats the address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : null;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "no connection";
}

function snapshotIn(text: string): Snapshot {
  const snapshot = parseSnapshot(text);
  if (typeof snapshot === "string") throw new SnapshotFailure(snapshot);
  return snapshot;
}
