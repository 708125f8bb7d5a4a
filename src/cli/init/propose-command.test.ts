import { expect, test } from "vitest";
import { proposeCommand } from "./propose-command.ts";

function repository(files: Record<string, string | object>) {
  const text = (value: string | object) => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    list: (dir: string) =>
      Object.keys(files)
        .filter((path) => path.slice(0, Math.max(path.lastIndexOf("/"), 0)) === dir)
        .map((path) => path.slice(path.lastIndexOf("/") + 1)),
    read: (path: string) => (files[path] === undefined ? null : text(files[path])),
  };
}
const workflow = (step: object, job: object = {}) => ({
  ".github/workflows/test.yml": JSON.stringify({
    jobs: { test: { ...job, steps: [{ uses: "a/b@v1" }, step] } },
  }),
});

test.each([
  [
    "a step of a workflow, with its variables",
    { tool: "sequelize", dir: "server/migrations" },
    workflow(
      {
        run: "npm ci\nyarn sequelize db:migrate\nyarn test",
        env: { NODE_ENV: "test", DATABASE_URL: "postgres://a:b@c/d" },
      },
      {
        env: {
          API_SECRET: "x",
          PGHOST: "localhost",
          APP_DB: "postgres://a:b@c/d",
          CACHE: "$" + "{{ vars.CACHE }}",
        },
      },
    ),
    {
      command: "yarn sequelize db:migrate",
      cwd: "",
      env: { APP_DB: "{url}", NODE_ENV: "test" },
      from: ".github/workflows/test.yml",
    },
  ],
  [
    "a step that runs a script which names the tool",
    { tool: "typeorm", dir: "api/src/migrations" },
    {
      ...workflow({ run: "pnpm run migrate", "working-directory": "./api" }),
      "api/package.json": { scripts: { migrate: "typeorm-ts-node-esm migration:run -d src/data-source.ts" } },
    },
    { command: "pnpm run migrate", cwd: "api", env: {}, from: ".github/workflows/test.yml" },
  ],
  [
    "a script of the nearest package, by the package manager of the repository",
    { tool: "kysely", dir: "apps/server/src/database/migrations" },
    {
      "pnpm-lock.yaml": "",
      "package.json": { scripts: { "migration:latest": "nx run server:migration" } },
      "apps/server/package.json": {
        scripts: {
          "migration:create": "tsx src/database/migrate.ts create",
          "migration:latest": "tsx src/database/migrate.ts latest",
        },
      },
    },
    { command: "pnpm run migration:latest", cwd: "apps/server", env: {}, from: "apps/server/package.json" },
  ],
  [
    "what an image starts with",
    { tool: "django", dir: "shop/migrations" },
    {
      Dockerfile:
        'FROM python:3.13\nRUN pip install . && python manage.py collectstatic\nCMD ["python", "manage.py", "migrate", "--noinput"]\n',
    },
    { command: "python manage.py migrate --noinput", cwd: "", env: {}, from: "Dockerfile" },
  ],
  [
    "a script that an image starts",
    { tool: "alembic", dir: "alembic/versions" },
    { "entrypoint.sh": "#!/bin/sh\nset -e\nalembic upgrade head && exec uvicorn app:app\n" },
    { command: "alembic upgrade head", cwd: "", env: {}, from: "entrypoint.sh" },
  ],
  [
    "the tool's usual command, where nothing shows another",
    { tool: "rails", dir: "db/migrate" },
    { Rakefile: "", ...workflow({ run: "bin/rails db:migrate:status | tee log" }) },
    { command: "bin/rails db:migrate", cwd: "", env: {}, from: null },
  ],
  [
    "no script that goes back, or that a shell fills in",
    { tool: "knex", dir: "migrations" },
    {
      "package.json": { scripts: { undo: "knex migrate:rollback", up: "knex migrate:latest --env $STAGE" } },
    },
    { command: "npx knex migrate:latest", cwd: "", env: {}, from: null },
  ],
] as const)("%s", (_, target, files, expected) => {
  expect(proposeCommand(target, repository(files))).toEqual(expected);
});

test("files that cannot be read show nothing", () => {
  const files = repository({ ".github/workflows/a.yml": "jobs: [", "package.json": "{", Dockerfile: "" });
  expect(proposeCommand({ tool: "knex", dir: "db/migrations" }, files)?.from).toBeNull();
});

test("SQL files need no command", () => {
  expect(proposeCommand({ tool: "prisma", dir: "prisma/migrations" }, repository({}))).toBeNull();
});
