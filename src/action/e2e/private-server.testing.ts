/** Git over HTTP as GitHub serves a private repository: nothing without the token. */
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { TOKEN } from "../../comment/fake-github.testing.ts";

export interface PrivateServer {
  readonly url: string;
  /** Requests that carried more than one token, or none. */
  readonly refused: readonly string[];
  stop(): void;
}

const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");

/** Serves the repository in `folder` as octo/shop. */
export async function servePrivately(folder: string): Promise<PrivateServer> {
  const refused: string[] = [];
  const wanted = `basic ${Buffer.from(`x-access-token:${TOKEN}`).toString("base64")}`;
  const server = createServer((request, response) => {
    const sent = request.headersDistinct.authorization ?? [];
    if (sent.length !== 1 || sent[0]?.toLowerCase() !== wanted.toLowerCase()) {
      refused.push(`${sent.length} tokens`);
      response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
      return;
    }
    const url = new URL(request.url ?? "/", "http://x");
    const child = spawn(backend, {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: url.pathname.replace(/^\/octo\/shop/, "/.git"),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"],
        GIT_PROTOCOL: request.headers["git-protocol"]?.toString(),
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      },
    });
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("close", () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf("\r\n\r\n");
      const headers = answer
        .subarray(0, end)
        .toString()
        .split("\r\n")
        .map((line) => line.split(": "));
      const status = Number.parseInt(headers.find(([name]) => name === "Status")?.[1] ?? "200", 10);
      response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== "Status")));
      response.end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
