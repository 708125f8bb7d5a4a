import { afterEach, beforeEach, expect, test } from "vitest";
import { type Draft, keepComment } from "./comment.ts";
import { BOT, FakeGitHub, MALLORY, TOKEN } from "./fake-github.testing.ts";
import { connect } from "./github.ts";
import { marker } from "./marker.ts";

let github: FakeGitHub;
beforeEach(async () => {
  github = await new FakeGitHub().start();
});
afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const DRAFT: Draft = {
  gate: "default",
  standing: "error",
  worthPosting: true,
  text: "### lockgate\n2 errors",
  judged: "<sub>commit aaaaaaa</sub>",
};
const CLEAN: Draft = { ...DRAFT, standing: "clean", worthPosting: false, text: "### lockgate\nno findings" };

async function post(change: Partial<Draft> = {}, said: string[] = []) {
  const access = { url: github.url, token: TOKEN, repository: "octo/shop" };
  const connection = await connect(access, (line) => said.push(line));
  return keepComment(connection.conversation(7), { ...DRAFT, ...change });
}

test("nothing is posted where nothing was found, ever", async () => {
  expect(await post(CLEAN)).toEqual({ outcome: "nothing to say", id: null });
  expect(github.writes).toEqual([]);
});

test("posted once, left alone while it says the same, then updated in place until it is green", async () => {
  expect((await post()).outcome).toBe("posted");
  expect(await post()).toEqual({ outcome: "unchanged", id: "1000" });
  expect((await post({ judged: "<sub>commit bbbbbbb</sub>" })).outcome).toBe("unchanged");
  expect(github.writes).toHaveLength(1);
  expect((await post({ text: "### lockgate\n1 error" })).outcome).toBe("updated");
  expect((await post(CLEAN)).outcome).toBe("updated");
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toBe(
    '<!-- lockgate:comment gate="default" standing="clean" -->\n### lockgate\nno findings\n\n<sub>commit aaaaaaa</sub>',
  );
});

test("other line breaks are no change", async () => {
  await post();
  for (const comment of github.comments) comment.body = comment.body.replaceAll("\n", "\r\n");
  expect((await post()).outcome).toBe("unchanged");
});

test("when it gets worse, the old comment is folded and a new one tells of it", async () => {
  await post({ standing: "warning", text: "1 warning" });
  expect((await post()).outcome).toBe("replaced");
  expect(github.comments.map(({ minimized }) => minimized)).toEqual([true, false]);
  expect((await post(CLEAN)).id).toBe("1001");
});

test("where folding is not possible, the comment is updated in place", async () => {
  await post({ standing: "warning", text: "1 warning" });
  github.troubles.push({ on: /graphql/, status: 404, message: "Not Found" });
  expect((await post()).outcome).toBe("updated");
  expect(github.comments).toHaveLength(1);
});

test("it is found behind 250 other comments", async () => {
  const old = github.add(`${marker("default", "error")}\nold\n\n<sub></sub>`);
  for (let index = 0; index < 250; index++) github.add(`comment ${index}`, MALLORY);
  expect(await post()).toEqual({ outcome: "updated", id: String(old.id) });
  expect(github.requests.filter((line) => line.startsWith("GET "))).toHaveLength(3);
  for (let index = 0; index < 250; index++) github.comments.unshift(...github.comments.splice(-1));
  expect((await post({ text: "again" })).id).toBe(String(old.id));
});

test("somebody else's comment with our marker is not ours", async () => {
  github.add(`${marker("default", "error")}\nall is well`, MALLORY);
  github.add(`${marker("default", "error")}\nall is well`, { login: "evil[bot]", id: 5, type: "Bot" });
  github.add(`> ${marker("default", "error")}\nquoted`, BOT);
  github.add(`${marker("default", "error")}\nall is well`, {
    login: "github-actions",
    id: 6,
    type: "Organization",
  });
  expect((await post()).outcome).toBe("posted");
  expect(github.comments).toHaveLength(5);
});

test("the token of another app finds its own comment", async () => {
  github.viewer = "acme-ci[bot]";
  const own = github.add(`${marker("default", "error")}\nold`, { login: "acme-ci[bot]", id: 9, type: "Bot" });
  github.add(`${marker("default", "error")}\nplanted`, { login: "acme-ci", id: 10, type: "User" });
  expect(await post()).toEqual({ outcome: "updated", id: String(own.id) });
});

test("gates of other names have their own comments", async () => {
  await post();
  await post({ gate: "apps/billing" });
  expect(github.comments).toHaveLength(2);
  expect((await post({ gate: "apps/billing" })).outcome).toBe("unchanged");
});

test("a server error and a secondary limit are waited for", async () => {
  github.troubles.push(
    { on: /^GET /, status: 502, message: "Bad Gateway" },
    {
      on: /^POST /,
      status: 403,
      headers: { "retry-after": "1" },
      message: "You have exceeded a secondary rate limit.",
    },
  );
  const said: string[] = [];
  expect((await post({}, said)).outcome).toBe("posted");
  expect(said).toEqual(["GitHub's secondary rate limit is reached: waiting for 1 s"]);
  expect(github.requests).toHaveLength(4);
});

test("a limit that takes too long is not waited for", async () => {
  github.troubles.push({
    on: /^POST /,
    status: 403,
    headers: { "retry-after": "3600" },
    message: "You have exceeded a secondary rate limit.",
  });
  await expect(post()).rejects.toThrow("secondary rate limit");
});

test("a token that cannot write is refused once, not again and again", async () => {
  github.readOnly = true;
  await expect(post()).rejects.toMatchObject({ status: 403 });
  expect(github.writes).toHaveLength(1);
});
