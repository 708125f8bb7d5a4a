import { askGit } from "../migrations/compare-with-base/git.ts";

/**
 * Lets git fetch a private repository's base commit with the workflow's token, where the checkout kept no credentials
 * (`persist-credentials: false`). By environment: the token never stands in an argument or a file.
 */
export async function lendToken(
  cwd: string,
  env: Record<string, string | undefined>,
  token: string,
): Promise<void> {
  const server = env.GITHUB_SERVER_URL ?? "https://github.com";
  const [origin, kept] = await Promise.all([
    askGit(cwd, ["remote", "get-url", "origin"]),
    // A second Authorization header would be refused.
    askGit(cwd, ["config", "--get-urlmatch", "http.extraheader", server]),
  ]);
  if (origin === null || !origin.startsWith(`${server}/`) || kept !== null) return;
  const count = Number(env.GIT_CONFIG_COUNT ?? "0") || 0;
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  env[`GIT_CONFIG_KEY_${count}`] = `http.${server}/.extraheader`;
  env[`GIT_CONFIG_VALUE_${count}`] = `AUTHORIZATION: basic ${basic}`;
  env.GIT_CONFIG_COUNT = String(count + 1);
}
