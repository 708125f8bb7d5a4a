import { expect, test } from "vitest";
import { openShadow } from "./open-shadow.ts";
import { withoutSecrets } from "./server.ts";
import { LIMITS } from "./shadow.ts";

const opening = { extensions: [], snapshot: null, live: null, limits: LIMITS };

test("a container needs a package that is not always there, and says which", async () => {
  await expect(openShadow("docker:postgres:16", opening)).rejects.toMatchObject({
    name: "ShadowUnavailable",
    message: "a shadow in a container needs the package testcontainers",
    hint: expect.stringContaining("npm install --save-dev testcontainers"),
  });
});

test("what is no shadow is told without being repeated", async () => {
  await expect(openShadow("mysql://root:s3cret@host/db", opening)).rejects.toThrow(/^the shadow is neither/);
  await expect(openShadow("docker:", opening)).rejects.toThrow(/^the shadow is neither/);
});

test("passwords are blotted out in every spelling", () => {
  const url = "postgres://me:p%40ss%20word@host/db?password=other";
  for (const text of [
    `cannot use ${url}`,
    "password p@ss word is wrong",
    "p%40ss%20word",
    "other is wrong",
  ]) {
    const clean = withoutSecrets(text, url);
    expect(clean, text).toContain("***");
    expect(clean, text).not.toMatch(/p%40ss|p@ss|other/);
  }
  expect(withoutSecrets("connect to postgres://a:b@c/d failed", "postgres://localhost/x")).not.toContain(
    ":b@",
  );
  expect(withoutSecrets("connection refused", "postgres://localhost/x")).toBe("connection refused");
});
