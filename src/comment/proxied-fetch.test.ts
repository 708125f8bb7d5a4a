import { createServer, type Server } from "node:http";
import { type AddressInfo, connect as open } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeGitHub, TOKEN } from "./fake-github.testing.ts";
import { connect } from "./github.ts";

let github: FakeGitHub;
let proxy: Server;
let tunnels: string[];

beforeEach(async () => {
  github = await new FakeGitHub().start();
  tunnels = [];
  const port = Number(new URL(github.url).port);
  proxy = createServer().on("connect", (request, client) => {
    tunnels.push(String(request.url));
    const server = open(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  vi.stubEnv("http_proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.closeAllConnections();
  proxy.close();
  await github.stop();
});

async function commentsOf(url: string): Promise<readonly unknown[]> {
  const { conversation } = await connect({ url, token: TOKEN, repository: "octo/shop" }, () => undefined);
  return conversation(7).ours("<!-- lockgate");
}

test("GitHub is asked through the proxy of the environment", async () => {
  expect(await commentsOf("http://github.example")).toEqual([]);
  expect(tunnels).toEqual(["github.example:80"]);
  expect(github.requests).toHaveLength(1);
});

test("what no_proxy names is asked directly", async () => {
  vi.stubEnv("no_proxy", "127.0.0.1");
  expect(await commentsOf(github.url)).toEqual([]);
  expect(tunnels).toEqual([]);
});
