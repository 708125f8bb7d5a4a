/** The share link: what stands in the editors, compressed into the fragment, which no browser sends to a server. */
import * as v from "valibot";
import { MAJORS } from "../../src/postgres/majors.ts";

const SharedSchema = v.object({
  schema: v.string(),
  migration: v.string(),
  major: v.picklist([...MAJORS]),
});

export type Shared = v.InferOutput<typeof SharedSchema>;

const KEY = "#sql=";

/** The fragment, beginning with "#". */
export async function toFragment(shared: Shared): Promise<string> {
  const bytes = await piped(
    new TextEncoder().encode(JSON.stringify(shared)),
    new CompressionStream("deflate-raw"),
  );
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return KEY + base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null where the fragment carries nothing, or nothing that can be read. */
export async function fromFragment(fragment: string): Promise<Shared | null> {
  if (!fragment.startsWith(KEY)) return null;
  try {
    const base64 = fragment.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/");
    const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bytes = await piped(packed, new DecompressionStream("deflate-raw"));
    return v.parse(SharedSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** In bytes: more than the parser takes in one script. A few kilobytes of a link could else become gigabytes. */
const LARGEST = 20_000_000;

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: BlobPart[] = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > LARGEST) throw new Error("too large");
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
