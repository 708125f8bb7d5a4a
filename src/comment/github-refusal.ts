import * as v from "valibot";

/** What octokit throws, as far as it is needed. */
const Refused = v.object({
  status: v.number(),
  message: v.string(),
  response: v.optional(v.object({ headers: v.record(v.string(), v.unknown()) })),
});

/** Why GitHub did not do something, as the end of a sentence; never an address or a token. */
export function whyRefused(error: unknown): string {
  const parsed = v.safeParse(Refused, error);
  if (!parsed.success) return error instanceof Error ? firstLine(error.message) : "unknown error";
  const { status, message, response } = parsed.output;
  const said = `GitHub answered ${status} (${firstLine(message)})`;
  const permission = missingPermission(status, response?.headers["x-accepted-github-permissions"]);
  return permission === null ? said : `${said}; the token lacks the permission ${permission}`;
}

/** Whether the token may read and not write, as a fork's. */
export function isForbidden(error: unknown): boolean {
  const parsed = v.safeParse(Refused, error);
  return parsed.success && (parsed.output.status === 403 || parsed.output.status === 404);
}

/** GitHub says which permissions would do: "issues=write; pull_requests=write". One of them is enough. */
function missingPermission(status: number, accepted: unknown): string | null {
  if (status !== 403 && status !== 404) return null;
  const listed = typeof accepted === "string" ? accepted : "pull_requests=write";
  const wanted = listed.split(/[;,]/).map((one) => one.trim().replaceAll("_", "-").replace("=", ": "));
  return wanted.find((one) => one.startsWith("pull-requests")) ?? wanted[0] ?? null;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/ - https?:\/\/\S+$/, "");
}
