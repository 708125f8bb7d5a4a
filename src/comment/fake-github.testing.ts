/** A GitHub for tests: the few routes that lockgate uses, as strict as the real one. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const TOKEN = "ghs_fake0123456789";
export const BOT = { login: "github-actions[bot]", id: 41898282, type: "Bot" };
export const MALLORY = { login: "mallory", id: 666, type: "User" };

export interface FakeComment {
  id: number;
  node_id: string;
  body: string;
  user: { login: string; id: number; type: string };
  minimized: boolean;
}

interface LabelEvent {
  event: "labeled" | "unlabeled";
  label: { name: string };
  actor: { login: string; id: number; type: string };
}

/** An answer that is given once instead of the real one. */
interface Trouble {
  readonly on: RegExp;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly message: string;
}

export class FakeGitHub {
  url = "";
  readonly comments: FakeComment[] = [];
  readonly labelEvents: LabelEvent[] = [];
  readonly permissions: Record<string, string> = {};
  /** Open pull requests. */
  readonly pulls: { number: number; head: { label: string; sha: string } }[] = [];
  readonly reviewComments: { path: string; line: number; body: string; user: typeof BOT }[] = [];
  readonly troubles: Trouble[] = [];
  /** A token of a fork's run: everything can be read, nothing written. */
  readOnly = false;
  viewer = BOT.login;
  /** "METHOD /path?query" in order. */
  readonly requests: string[] = [];
  /** What the real GitHub would never have been asked. A test ends with none. */
  readonly violations: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #nextId = 1000;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(body: string, user: FakeComment["user"] = BOT): FakeComment {
    const id = this.#nextId++;
    const comment = { id, node_id: `IC_${id}`, body, user, minimized: false };
    this.comments.push(comment);
    return comment;
  }

  get writes(): string[] {
    return this.requests.filter((line) => !line.startsWith("GET "));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const line = `${request.method} ${request.url}`;
    this.requests.push(line);
    const send: Send = (status, value, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
      response.end(JSON.stringify(value));
    };
    if (request.headers.authorization !== `token ${TOKEN}`) {
      this.violations.push(`no authorization: ${line}`);
      return send(401, { message: "Bad credentials" });
    }
    if (!request.headers["user-agent"]) {
      this.violations.push(`no user agent: ${line}`);
      return send(403, { message: "Request forbidden by administrative rules." });
    }
    const trouble = this.troubles.findIndex(({ on }) => on.test(line));
    const [hit] = trouble < 0 ? [] : this.troubles.splice(trouble, 1);
    if (hit !== undefined) return send(hit.status, { message: hit.message }, hit.headers);
    const url = new URL(request.url ?? "/", this.url);
    // An Enterprise Server has its API below the site, GraphQL beside the REST version.
    const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api(?=\/graphql$)/, "");
    const key = `${request.method} ${path}`;
    for (const [pattern, answer] of this.#routes) {
      const match = pattern.exec(key);
      if (match === null) continue;
      const body = bytes.length === 0 ? {} : JSON.parse(bytes.toString());
      if (typeof body.body === "string" && Buffer.byteLength(body.body) > 262_144) {
        this.violations.push(`a body of ${Buffer.byteLength(body.body)} bytes: ${line}`);
        return send(422, { message: "Validation Failed: body is too long (maximum is 65536 characters)" });
      }
      if (this.readOnly && request.method !== "GET" && !String(body.query).startsWith("query")) {
        return send(
          403,
          { message: "Resource not accessible by integration" },
          { "x-accepted-github-permissions": "issues=write; pull_requests=write" },
        );
      }
      return answer.call(this, match.slice(1), body, url, send);
    }
    this.violations.push(`unknown route: ${line}`);
    return send(404, { message: "Not Found" });
  }

  readonly #routes: [
    RegExp,
    (parts: string[], body: Record<string, never>, url: URL, send: Send) => undefined,
  ][] = [
    [
      /^GET \/repos\/octo\/shop\/issues\/7\/comments$/,
      (_parts, _body, url, send) => this.#page(this.comments, url, send),
    ],
    [
      /^POST \/repos\/octo\/shop\/issues\/7\/comments$/,
      (_parts, body, _url, send) => send(201, this.add(body.body ?? "")),
    ],
    [
      /^PATCH \/repos\/octo\/shop\/issues\/comments\/(\d+)$/,
      ([id], body, _url, send) => {
        const comment = this.comments.find((one) => String(one.id) === id);
        if (comment === undefined) return send(404, { message: "Not Found" });
        if (comment.user.login !== this.viewer) return send(403, { message: "Must have admin rights" });
        comment.body = body.body ?? "";
        return send(200, comment);
      },
    ],
    [
      /^GET \/repos\/octo\/shop\/issues\/7\/events$/,
      (_parts, _body, url, send) => this.#page(this.labelEvents, url, send),
    ],
    [
      /^GET \/repos\/octo\/shop\/collaborators\/([^/]+)\/permission$/,
      ([login = ""], _body, _url, send) => send(200, { permission: this.permissions[login] ?? "none" }),
    ],
    [
      /^GET \/repos\/octo\/shop\/pulls$/,
      (_parts, _body, url, send) => {
        const { searchParams: asked } = url;
        const found = this.pulls.filter(({ head }) => head.label === asked.get("head"));
        return this.#page(asked.get("state") === "open" ? found : [], url, send);
      },
    ],
    [
      /^GET \/repos\/octo\/shop\/pulls\/7\/comments$/,
      (_parts, _body, url, send) => this.#page(this.reviewComments, url, send),
    ],
    [
      /^POST \/repos\/octo\/shop\/pulls\/7\/reviews$/,
      (
        _parts,
        body: { event?: string; comments?: { path: string; line: number; body: string }[] },
        _url,
        send,
      ) => {
        if (body.event !== "COMMENT" || !body.comments?.length)
          return send(422, { message: "Unprocessable" });
        for (const comment of body.comments) this.reviewComments.push({ ...comment, user: BOT });
        return send(200, { id: 1 });
      },
    ],
    [/^POST \/graphql$/, (_parts, body, _url, send) => this.#graphql(body, send)],
  ];

  #page(all: readonly unknown[], url: URL, send: Send): undefined {
    const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
    const page = Number(url.searchParams.get("page") ?? 1);
    const pages = Math.max(1, Math.ceil(all.length / size));
    const link = (to: number, rel: string) => {
      const next = new URL(url);
      next.searchParams.set("page", String(to));
      return `<${next}>; rel="${rel}"`;
    };
    const links = page < pages ? [link(page + 1, "next"), link(pages, "last")] : [];
    return send(
      200,
      all.slice((page - 1) * size, page * size),
      links.length > 0 ? { link: links.join(", ") } : undefined,
    );
  }

  #graphql(body: { query?: string; variables?: { id?: string } }, send: Send): undefined {
    if (/^\s*query \{ viewer \{ login \} \}\s*$/.test(body.query ?? "")) {
      return send(200, { data: { viewer: { login: this.viewer } } });
    }
    const comment = this.comments.find(({ node_id }) => node_id === body.variables?.id);
    if (/minimizeComment\(input: \{ subjectId: \$id, classifier: OUTDATED \}\)/.test(body.query ?? "")) {
      if (comment === undefined) return send(200, { errors: [{ type: "NOT_FOUND", message: "no node" }] });
      comment.minimized = true;
      return send(200, { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } });
    }
    this.violations.push(`unknown GraphQL: ${body.query}`);
    return send(200, { errors: [{ message: "unknown" }] });
  }
}

type Send = (status: number, value: unknown, headers?: Record<string, string>) => undefined;
