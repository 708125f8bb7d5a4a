import type { Command } from "commander";
import { Option } from "commander";
import type { Conversation } from "../comment/comment.ts";
import { UsageError } from "../migrations/failure.ts";
import type { Finish } from "./command.ts";
import { EXIT, say } from "./exit.ts";

const PROVIDERS = ["github", "gitlab"] as const;
type Provider = (typeof PROVIDERS)[number];
type Environment = Readonly<Record<string, string | undefined>>;

interface CommentFlags {
  readonly provider?: Provider;
  readonly request?: string;
  readonly name?: string;
  readonly always?: true;
}

/** A request and what of it was judged. */
interface Place {
  readonly conversation: Conversation;
  readonly commit: string | null;
  /** Why a write failed, as the end of a sentence. */
  whyRefused(error: unknown): string;
}

export function addComment(program: Command, finish: Finish): void {
  program
    .command("comment")
    .description("post a report to a pull or merge request, or bring the one that is there up to date")
    .argument("<report>", "the JSON of `check --output json=<report>`; - reads stdin")
    .addOption(new Option("--provider <provider>", "default: where this runs").choices(PROVIDERS))
    .option("--request <number>", "the pull or merge request; default: the one that this runs for")
    .option("--name <name>", "of this gate where a repository has several")
    .option("--always", "also when nothing was ever found")
    .action(async (path: string, flags: CommentFlags) => finish(await comment(path, flags, process.env)));
}

/** @throws {UsageError} when it is not clear what to post where. */
async function comment(path: string, flags: CommentFlags, env: Environment): Promise<number> {
  const [{ readReport }, { keepComment }, { draftOf }, { gateName }] = await Promise.all([
    import("../comment/report-file.ts"),
    import("../comment/comment.ts"),
    import("../comment/draft.ts"),
    import("../comment/marker.ts"),
  ]);
  const report = readReport(path === "-" ? 0 : path);
  const { conversation, commit, whyRefused } = await PLACES[flags.provider ?? providerOf(env)](
    env,
    flags.request,
  );
  const draft = draftOf(report, gateName([flags.name ?? ""]), { commit, base: null }, flags.always === true);
  try {
    const { outcome, id } = await keepComment(conversation, draft);
    say(id === null ? `Comment: ${outcome}.` : `Comment ${id}: ${outcome}.`);
    return EXIT.ok;
  } catch (error) {
    say(`lockgate: the comment cannot be posted: ${whyRefused(error)}`);
    return EXIT.unable;
  }
}

function providerOf(env: Environment): Provider {
  if (env.GITLAB_CI) return "gitlab";
  if (env.GITHUB_ACTIONS) return "github";
  throw new UsageError("where to post is not known", "Give --provider github or --provider gitlab.");
}

const PLACES: Readonly<Record<Provider, (env: Environment, request: string | undefined) => Promise<Place>>> =
  {
    async gitlab(env, request) {
      const { mergeRequestOf, notesOf } = await import("../comment/gitlab.ts");
      return {
        conversation: notesOf(mergeRequestOf(env, request)),
        commit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA || null,
        whyRefused: (error) => (error instanceof Error ? error.message : "unknown error"),
      };
    },
    async github(env, request) {
      const [{ connect }, { readEvent }, { whyRefused }] = await Promise.all([
        import("../comment/github.ts"),
        import("../comment/github-event.ts"),
        import("../comment/github-refusal.ts"),
      ]);
      const { GITHUB_API_URL: url = "https://api.github.com", GITHUB_REPOSITORY: repository } = env;
      const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
      const { pull } = readEvent(env);
      const number = Number(request ?? pull?.number);
      if (!repository) throw new UsageError("GITHUB_REPOSITORY is not set", "Set it to owner/name.");
      if (!token) throw new UsageError("GITHUB_TOKEN is not set");
      if (!Number.isInteger(number) || number < 1) {
        throw new UsageError(
          "no pull request is known",
          "Run it on pull_request, or give --request <number>.",
        );
      }
      const github = await connect({ url, token, repository }, say);
      return { conversation: github.conversation(number), commit: pull?.head.sha ?? null, whyRefused };
    },
  };
