/** What lockgate takes of `node:crypto` where it runs in a page: checksums. */
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";

const HASHES = { md5, sha1, sha256 };

export function createHash(name: keyof typeof HASHES) {
  const hash = HASHES[name].create();
  const made = {
    update(text: string | Uint8Array) {
      hash.update(typeof text === "string" ? new TextEncoder().encode(text) : text);
      return made;
    },
    digest: (encoding: BufferEncoding) => Buffer.from(hash.digest()).toString(encoding),
  };
  return made;
}

export const hash = (name: keyof typeof HASHES, text: string, encoding: BufferEncoding) =>
  createHash(name).update(text).digest(encoding);

export const randomUUID = () => crypto.randomUUID();

export function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)));
}
