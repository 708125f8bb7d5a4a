import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeGitHub, TOKEN } from "../comment/fake-github.testing.ts";
import { renderJson } from "../report/json.ts";
import { ordersReport } from "../report/sample-orders.testing.ts";
import { run } from "./program.ts";

let folder: string;
let report: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockgate-comment-"));
  report = join(folder, "report.json");
  writeFileSync(report, renderJson(ordersReport()));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean(said.push(String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  said.length = 0;
  rmSync(folder, { recursive: true, force: true });
});
const said: string[] = [];

test("to a pull request", async () => {
  const github = await new FakeGitHub().start();
  vi.stubEnv("GITHUB_API_URL", github.url);
  vi.stubEnv("GITHUB_REPOSITORY", "octo/shop");
  vi.stubEnv("GITHUB_TOKEN", TOKEN);
  expect(await run(["comment", report, "--provider", "github", "--request", "7"])).toBe(0);
  expect(await run(["comment", report, "--provider", "github", "--request", "7"])).toBe(0);
  expect(github.writes).toHaveLength(1);
  expect(said).toEqual(["Comment 1000: posted.\n", "Comment 1000: unchanged.\n"]);
  github.readOnly = true;
  const other = ["comment", report, "--provider", "github", "--request", "7", "--name", "other"];
  expect(await run(other)).toBe(4);
  expect(said.at(-1)).toContain("the token lacks the permission pull-requests: write");
  await github.stop();
  expect(github.violations).toEqual([]);
});

/** The routes of GitLab that are used, as strict as it is. */
async function fakeGitLab() {
  const notes = Array.from({ length: 130 }, (_, id) => ({
    id,
    body: "hi",
    system: false,
    author: { id: 2 },
  }));
  const requests: string[] = [];
  const troubles: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "", "http://x");
    requests.push(`${request.method} ${url.pathname}`);
    const send = (status: number, value: unknown, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(value));
    const trouble = troubles.shift();
    if (trouble !== undefined) return send(trouble, {}, { "retry-after": "1" });
    if (request.headers["private-token"] !== "glpat-x") return send(401, { message: "401 Unauthorized" });
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()).body : "";
    const path = "/api/v4/projects/group%2Fshop/merge_requests/3/notes";
    if (request.method === "GET" && url.pathname === "/api/v4/user") return send(200, { id: 1 });
    if (request.method === "GET" && url.pathname === path) {
      const page = Number(url.searchParams.get("page"));
      const next = notes.length > page * 100 ? String(page + 1) : "";
      return send(200, notes.slice((page - 1) * 100, page * 100), { "x-next-page": next });
    }
    if (request.method === "POST" && url.pathname === path) {
      const note = { id: 500 + notes.length, body, system: false, author: { id: 1 } };
      notes.push(note);
      return send(201, note);
    }
    const id = new RegExp(`^${path}/(\\d+)$`).exec(url.pathname)?.[1];
    const note = notes.find((one) => String(one.id) === id);
    if (request.method !== "PUT" || note === undefined) return send(404, { message: "404 Not Found" });
    note.body = body;
    return send(200, note);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`;
  return { url, notes, requests, troubles, stop: () => server.close() };
}

test("to a merge request: one note, kept up to date, found behind others'", async () => {
  const gitlab = await fakeGitLab();
  vi.stubEnv("GITLAB_CI", "true");
  vi.stubEnv("CI_API_V4_URL", gitlab.url);
  vi.stubEnv("CI_PROJECT_ID", "group/shop");
  vi.stubEnv("CI_MERGE_REQUEST_IID", "3");
  vi.stubEnv("GITLAB_TOKEN", "glpat-x");
  vi.stubEnv("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "abc123");
  gitlab.troubles.push(502, 429);
  expect(await run(["comment", report])).toBe(0);
  const posted = gitlab.notes.at(-1);
  expect(posted?.body).toContain("rewrites `orders`");
  gitlab.notes.push({ id: 900, body: posted?.body ?? "", system: false, author: { id: 2 } });
  expect(await run(["comment", report])).toBe(0);
  expect(said.at(-1)).toBe(`Comment ${posted?.id}: unchanged.\n`);
  writeFileSync(report, renderJson(ordersReport({ migrations: [], repository: [], suppressed: [] })));
  expect(await run(["comment", report])).toBe(0);
  expect(posted?.body).toContain('standing="clean"');
  expect(gitlab.requests.filter((line) => !line.startsWith("GET"))).toHaveLength(2);
  vi.stubEnv("GITLAB_TOKEN", "glpat-wrong");
  expect(await run(["comment", report])).toBe(4);
  expect(said.at(-1)).toMatch(/GitLab answered 401; the token needs the scope api/);
  gitlab.stop();
});

test.each([
  [[], "where to post is not known"],
  [["--provider", "github"], "GITHUB_REPOSITORY is not set"],
  [["--provider", "gitlab"], "CI_API_V4_URL and CI_PROJECT_ID are not set"],
])("%j: what is missing is said", async (flags, words) => {
  for (const name of ["GITLAB_CI", "GITHUB_ACTIONS", "GITHUB_REPOSITORY", "CI_API_V4_URL"])
    vi.stubEnv(name, "");
  await expect(run(["comment", report, ...flags])).rejects.toThrow(words);
});
