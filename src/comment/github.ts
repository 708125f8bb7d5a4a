import { randomUUID } from "node:crypto";
import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import type { Conversation } from "./comment.ts";
import { isOurs, needsViewer } from "./own-account.ts";
import { SUGGESTION, type Suggestion } from "./suggestions.ts";

/** A limit that asks for more patience than this is not waited for: the verdict stands without the comment. */
const PATIENCE_SECONDS = 90;
const REQUEST_MILLISECONDS = 20_000;
/** Of comments, 100 each: more than a pull request can have (2,500), so that a list without an end has one. */
const MOST_PAGES = 30;

const COMMENTS_OF = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const PULL = "/repos/{owner}/{repo}/pulls/{pull_number}";

const MINIMIZE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

const Api = Octokit.plugin(paginateRest, limitTime, stayAtHost, retry, throttling);
type Api = InstanceType<typeof Api>;

/** A repository of GitHub as the workflow's token sees it. */
export interface GitHub {
  readonly api: Api;
  readonly owner: string;
  readonly repo: string;
  /** The comments of a pull request. */
  conversation(number: number): Conversation;
  /** Posts as one review those suggestions that are not there yet, and says how many. */
  suggest(number: number, commit: string, suggestions: readonly Suggestion[]): Promise<number>;
}

export interface Access {
  /** Of GitHub or of an Enterprise Server: the runner's GITHUB_API_URL. */
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** Server errors are asked again, limits are waited for; `say` hears of it. */
export async function connect(
  { url, token, repository }: Access,
  say: (line: string) => void,
): Promise<GitHub> {
  const [owner = "", repo = ""] = repository.split("/");
  const wait = (after: number, what: string, attempt: number) => {
    const patient = after <= PATIENCE_SECONDS && attempt < 2;
    say(
      `GitHub's ${what} is reached: ${patient ? `waiting for ${after} s` : `${after} s are too long to wait`}`,
    );
    return patient;
  };
  const api = new Api({
    auth: token,
    baseUrl: url,
    userAgent: "lockgate",
    request: { fetch: await fetchFrom(url, process.env) },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: {
      // Connections do not wait for each other's writes.
      id: randomUUID(),
      onRateLimit: (after, _options, _octokit, attempt) => wait(after, "rate limit", attempt),
      onSecondaryRateLimit: (after, _options, _octokit, attempt) =>
        wait(after, "secondary rate limit", attempt),
    },
  });
  const conversation = (number: number) => conversationOf({ api, owner, repo, token }, number);
  return {
    api,
    owner,
    repo,
    conversation,
    suggest: (number, commit, suggestions) =>
      suggest({ api, owner, repo, token }, number, commit, suggestions),
  };
}

/** Node's own, or where the environment names a proxy one that goes through it. */
async function fetchFrom(url: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const names = ["http_proxy", "https_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  if (!names.some((name) => env[name])) {
    // Its code is loaded by the first request: 30 ms, while there is something else to wait for.
    await fetch("data:,");
    return fetch;
  }
  const { proxiedFetch } = await import("./proxied-fetch.ts");
  return proxiedFetch(url);
}

/** Before those that ask again, so that it limits each attempt and not the waiting between them. */
function limitTime(octokit: Octokit): void {
  octokit.hook.wrap("request", (request, options) => {
    options.request.signal = AbortSignal.timeout(REQUEST_MILLISECONDS);
    return request(options);
  });
}

/** A page that names the next one elsewhere does not get the token there. */
function stayAtHost(octokit: Octokit, { baseUrl = "" }: { baseUrl?: string }): void {
  octokit.hook.before("request", (options) => {
    const isElsewhere = /^\w+:/.test(options.url) && new URL(options.url).origin !== new URL(baseUrl).origin;
    if (isElsewhere) throw new Error("GitHub names a page on another host");
  });
}

interface Place {
  readonly api: Api;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

function conversationOf({ api, owner, repo, token }: Place, number: number): Conversation {
  /** REST's numbers to GraphQL's ids, which hiding needs. */
  const nodes = new Map<string, string>();
  return {
    async ours(prefix) {
      let pages = 0;
      const request = { owner, repo, issue_number: number, per_page: 100 };
      const all = await api.paginate(`GET ${COMMENTS_OF}`, request, ({ data }, done) => {
        pages += 1;
        if (pages >= MOST_PAGES) done();
        return data;
      });
      const ours = await writtenByUs({ api, token }, all, prefix);
      for (const { id, node_id } of ours) nodes.set(String(id), node_id);
      return ours.map(({ id, body }) => ({ id: String(id), body: body ?? "" }));
    },
    async create(body) {
      const { data } = await api.request(`POST ${COMMENTS_OF}`, {
        owner,
        repo,
        issue_number: number,
        body,
      });
      return String(data.id);
    },
    async update(id, body) {
      await api.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        owner,
        repo,
        comment_id: Number(id),
        body,
      });
    },
    async hide(id) {
      try {
        await api.graphql(MINIMIZE, { id: nodes.get(id) });
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function suggest(
  { api, owner, repo, token }: Place,
  number: number,
  commit: string,
  suggestions: readonly Suggestion[],
): Promise<number> {
  const where = { owner, repo, pull_number: number };
  const all = await api.paginate(`GET ${PULL}/comments`, { ...where, per_page: 100 });
  const there = await writtenByUs({ api, token }, all, SUGGESTION);
  const fresh = suggestions.filter(({ marker }) => !there.some(({ body }) => body.startsWith(marker)));
  if (fresh.length === 0) return 0;
  const comments = fresh.map(({ path, line, endLine, body }) => ({
    path,
    body,
    line: endLine,
    side: "RIGHT",
    ...(line < endLine ? { start_line: line, start_side: "RIGHT" } : {}),
  }));
  await api.request(`POST ${PULL}/reviews`, { ...where, commit_id: commit, event: "COMMENT", comments });
  return fresh.length;
}

interface Written {
  readonly body?: string;
  readonly user: { readonly login: string; readonly type: string } | null;
}

async function writtenByUs<T extends Written>(
  { api, token }: Pick<Place, "api" | "token">,
  all: readonly T[],
  prefix: string,
): Promise<T[]> {
  const marked = all.filter(({ body }) => body?.startsWith(prefix));
  const viewer = marked.some(({ user }) => needsViewer(user, token)) ? await viewerOf(api) : null;
  return marked.filter(({ user }) => isOurs(user, token, viewer));
}

/** The login of the account that the token belongs to, or null where it cannot be had. */
async function viewerOf(api: Api): Promise<string | null> {
  try {
    const { viewer } = await api.graphql<{ viewer: { login: string } }>("query { viewer { login } }");
    return viewer.login;
  } catch {
    return null;
  }
}
