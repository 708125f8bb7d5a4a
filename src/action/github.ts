import { randomUUID } from "node:crypto";
import { getOctokit } from "@actions/github";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import type { Conversation } from "./comment.ts";
import { isOurs, needsViewer } from "./own-account.ts";

/** A limit that asks for more patience than this is not waited for: the verdict stands without the comment. */
const PATIENCE_SECONDS = 90;
const REQUEST_MILLISECONDS = 20_000;

const MINIMIZE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

type Octokit = ReturnType<typeof getOctokit>;

/** A repository of GitHub as the workflow's token sees it. */
export interface GitHub {
  readonly api: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** The comments of a pull request. */
  conversation(number: number): Conversation;
}

export interface Access {
  /** Of GitHub or of an Enterprise Server: the runner's GITHUB_API_URL. */
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** Server errors are asked again, limits are waited for; `say` hears of it. */
export function connect({ url, token, repository }: Access, say: (line: string) => void): GitHub {
  const [owner = "", repo = ""] = repository.split("/");
  const wait = (after: number, what: string, attempt: number) => {
    const patient = after <= PATIENCE_SECONDS && attempt < 2;
    say(
      `GitHub's ${what} is reached: ${patient ? `waiting for ${after} s` : `${after} s are too long to wait`}`,
    );
    return patient;
  };
  const api = getOctokit(
    token,
    {
      baseUrl: url,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      throttle: {
        // Connections do not wait for each other's writes.
        id: randomUUID(),
        onRateLimit: (after, _options, _octokit, attempt) => wait(after, "rate limit", attempt),
        onSecondaryRateLimit: (after, _options, _octokit, attempt) =>
          wait(after, "secondary rate limit", attempt),
      },
    },
    limitTime,
    retry,
    throttling,
  );
  const conversation = (number: number) => conversationOf({ api, owner, repo, token }, number);
  return { api, owner, repo, conversation };
}

/** First of the plugins, so that it limits each attempt and not the waiting between them. */
function limitTime(octokit: { hook: Octokit["hook"] }): void {
  octokit.hook.wrap("request", (request, options) => {
    options.request.signal = AbortSignal.timeout(REQUEST_MILLISECONDS);
    return request(options);
  });
}

interface Place {
  readonly api: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

function conversationOf({ api, owner, repo, token }: Place, number: number): Conversation {
  /** REST's numbers to GraphQL's ids, which hiding needs. */
  const nodes = new Map<string, string>();
  return {
    async ours(prefix) {
      const all = await api.paginate(api.rest.issues.listComments, {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
      });
      const marked = all
        .map(({ id, node_id, body, user }) => ({ id: String(id), node_id, body: body ?? "", user }))
        .filter(({ body }) => body.startsWith(prefix));
      const viewer = marked.some(({ user }) => needsViewer(user, token)) ? await viewerOf(api) : null;
      const ours = marked.filter(({ user }) => isOurs(user, token, viewer));
      for (const { id, node_id } of ours) nodes.set(id, node_id);
      return ours.map(({ id, body }) => ({ id, body }));
    },
    async create(body) {
      const { data } = await api.rest.issues.createComment({ owner, repo, issue_number: number, body });
      return String(data.id);
    },
    async update(id, body) {
      await api.rest.issues.updateComment({ owner, repo, comment_id: Number(id), body });
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

/** The login of the account that the token belongs to, or null where it cannot be had. */
async function viewerOf(api: Octokit): Promise<string | null> {
  try {
    const { viewer } = await api.graphql<{ viewer: { login: string } }>("query { viewer { login } }");
    return viewer.login;
  } catch {
    return null;
  }
}
