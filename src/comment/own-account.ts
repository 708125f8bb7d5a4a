/** Whether a comment was written by the account that the token belongs to: anyone can write our marker. */

interface Account {
  readonly login: string;
  readonly type: string;
}

/** The account of every workflow's own token. */
const WORKFLOW = "github-actions[bot]";

/** The tokens that people have: personal ones, and those of apps on behalf of a user. The workflow's own is `ghs_`. */
const PERSONAL = /^(ghp_|gho_|ghu_|github_pat_|[0-9a-f]{40}$)/;

/** Whether only GitHub can tell: a person with a person's token, or the bot of another app. */
export function needsViewer(account: Account | null, token: string): boolean {
  if (account === null) return false;
  return account.type === "Bot" ? account.login !== WORKFLOW : PERSONAL.test(token);
}

/** @param viewer the login of the token's account, or null where it was not asked for or is not known. */
export function isOurs(account: Account | null, token: string, viewer: string | null): boolean {
  if (account === null) return false;
  if (viewer !== null) {
    // Apps may be named without the suffix; a person of that name is somebody else.
    return account.login === viewer || (account.type === "Bot" && account.login === `${viewer}[bot]`);
  }
  return account.type === "Bot" && account.login === WORKFLOW && !PERSONAL.test(token);
}
