import url from "../../.generated/pglite.datadir.gz?url";

/** The packed data directory that the embedded PostgreSQL starts from, which saves it an initdb of seconds. */
export async function dataDirectory(): Promise<Buffer> {
  const { body, ok, status } = await fetch(url);
  if (!ok || body === null) throw new Error(`its data directory cannot be loaded (${status})`);
  const unzipped = new Response(body.pipeThrough(new DecompressionStream("gzip")));
  return Buffer.from(await unzipped.arrayBuffer());
}
