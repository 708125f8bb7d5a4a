import { UsageError } from "../migrations/failure.ts";
import type { Conversation } from "./comment.ts";

/** Where a merge request's notes are, as GitLab's own variables name it. */
export interface MergeRequest {
  /** CI_API_V4_URL. */
  readonly api: string;
  readonly project: string;
  readonly number: number;
  readonly token: string;
}

interface Note {
  readonly id: number;
  readonly body: string;
  readonly system: boolean;
  readonly author: { readonly id: number };
}

const ATTEMPTS = 4;
const REQUEST_MILLISECONDS = 20_000;

/** GitLab said no; the message says what and never holds the token. */
export class GitLabFailure extends Error {}

/** The notes of a merge request. GitLab folds none away, so one that gets worse is updated, too. */
export function notesOf({ api, project, number, token }: MergeRequest): Conversation {
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  const ask = (method: string, path: string, body?: string) => request(api, token, method, path, body);
  return {
    async ours(prefix) {
      const me = (await (await ask("GET", "/user")).json()) as { id: number };
      const all: Note[] = [];
      for (let page = "1"; page !== ""; ) {
        const answer = await ask("GET", `${notes}?sort=asc&order_by=created_at&per_page=100&page=${page}`);
        all.push(...((await answer.json()) as Note[]));
        page = answer.headers.get("x-next-page") ?? "";
      }
      return all
        .filter(({ author, system, body }) => !system && author.id === me.id && body.startsWith(prefix))
        .map(({ id, body }) => ({ id: String(id), body }));
    },
    async create(body) {
      return String(((await (await ask("POST", notes, body)).json()) as Note).id);
    },
    async update(id, body) {
      await ask("PUT", `${notes}/${id}`, body);
    },
    hide: async () => false,
  };
}

async function request(
  api: string,
  token: string,
  method: string,
  path: string,
  body?: string,
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${api}${path}`, {
      method,
      headers: { "private-token": token, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
    }).catch((error: unknown) => new GitLabFailure(`${host(api)} cannot be reached (${causeOf(error)})`));
    if (answer instanceof Response && answer.ok) return answer;
    const mayPass = answer instanceof GitLabFailure || answer.status === 429 || answer.status >= 500;
    if (!mayPass || attempt === ATTEMPTS)
      throw answer instanceof GitLabFailure ? answer : await refusal(answer);
    const asked = answer instanceof Response ? Number(answer.headers.get("retry-after")) : 0;
    await new Promise((done) => setTimeout(done, (asked || attempt ** 2) * 1000));
  }
}

async function refusal(answer: Response): Promise<GitLabFailure> {
  const hint =
    answer.status === 401 || answer.status === 403
      ? "; the token needs the scope api and may comment (a job token may not)"
      : "";
  return new GitLabFailure(`GitLab answered ${answer.status}${hint}`);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error instanceof Error ? error.name : "unknown";
}

function host(api: string): string {
  return URL.canParse(api) ? new URL(api).host : "GitLab";
}

/** @throws {UsageError} outside of a merge request's pipeline, or without a token. */
export function mergeRequestOf(
  env: Readonly<Record<string, string | undefined>>,
  typed: string | undefined,
): MergeRequest {
  const { CI_API_V4_URL: api, CI_PROJECT_ID: project } = env;
  const number = Number(typed ?? env.CI_MERGE_REQUEST_IID);
  const token = env.LOCKGATE_GITLAB_TOKEN ?? env.GITLAB_TOKEN;
  if (!api || !project)
    throw new UsageError("CI_API_V4_URL and CI_PROJECT_ID are not set: is this GitLab CI?");
  if (!Number.isInteger(number) || number < 1) {
    throw new UsageError(
      "no merge request is known",
      "Run it in a merge request's pipeline, or give --request <number>.",
    );
  }
  if (!token) {
    throw new UsageError(
      "GITLAB_TOKEN is not set",
      "A project access token with the scope api; a job token may not comment.",
    );
  }
  return { api, project, number, token };
}
