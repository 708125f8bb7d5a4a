/** The jobs of docs/fleet.md, run as their systems would run them, as far as a shell can: no database is there to be asked. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { buildProgram, ENV, ROOT } from "./cli/built-program.testing.ts";
import { prismaFiles } from "./drift/deploy-prisma.testing.ts";
import { commit, put, run } from "./migrations/temporary-repository.testing.ts";

const text = readFileSync(join(ROOT, "docs/fleet.md"), "utf8");
const yaml = (title: string) => {
  const [, block = ""] = new RegExp(`\`\`\`yaml\\n# ${title}([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  return parse(`#${block}`);
};

/** How GitHub's expressions name the value of a matrix. */
const SHARD = /\$\{\{ matrix\.shard \}\}/g;

const root = mkdtempSync(join(tmpdir(), "lockgate-fleet-"));
let whole: string;

beforeAll(async () => {
  const program = await buildProgram("fleet-doc");
  const names = Array.from({ length: 7 }, (_, at) => `db${at}`);
  put(root, {
    ...prismaFiles(),
    // A certificate that is not there fails at once, and no second attempt can help.
    "databases.txt": names
      .map(
        (name) =>
          `${name}=postgres://app:\${DRIFT_PASSWORD}@127.0.0.1:1/${name}?sslmode=verify-full&sslrootcert=/nowhere.pem\n`,
      )
      .join(""),
    "bin/npx": `#!/bin/sh\n[ "$1" = lockgate ] && shift && exec "${process.execPath}" "${program}" "$@"\n`,
  });
  chmodSync(join(root, "bin/npx"), 0o755);
  run(root, "init", "-q", "-b", "main");
  commit(root);
  whole = shell("npx lockgate drift --databases databases.txt --format json").stdout;
  expect(JSON.parse(whole).databases).toHaveLength(7);
});
afterAll(() => {
  for (const path of [root, join(ROOT, "dist-test-fleet-doc")])
    rmSync(path, { recursive: true, force: true });
});

function shell(script: string, env: Readonly<Record<string, string>> = {}) {
  const path = `${join(root, "bin")}:${ENV.PATH}`;
  return spawnSync("sh", ["-ec", script], {
    cwd: root,
    env: { ...ENV, PATH: path, DRIFT_PASSWORD: "s3cr3t", ...env },
    encoding: "utf8",
  });
}

/** Each job ends well, and what the last one says is what a single run says. */
function expectWhole(
  jobs: readonly (readonly [script: string, env: Record<string, string>])[],
  merge: string,
) {
  for (const [script, env] of jobs) expect(shell(script, env), script).toMatchObject({ status: 0 });
  const merged = shell(`${merge} --format json`);
  expect(merged).toMatchObject({ status: 4, stdout: whole, stderr: "" });
  expect(merged.stdout).not.toContain("s3cr3t");
}

test("a matrix of GitHub Actions", () => {
  const { share, verdict } = yaml(".github/workflows/drift.yml").jobs;
  const script = share.steps[1].run as string;
  const jobs = (share.strategy.matrix.shard as number[]).map(
    (shard) => [script.replaceAll(SHARD, String(shard)), {}] as const,
  );
  expect(jobs).toHaveLength(4);
  expect(share.steps[2].with.path.replaceAll(SHARD, "3")).toBe("drift-3.json");
  expectWhole(jobs, verdict.steps[1].run);
});

test("GitLab's parallel jobs", () => {
  for (const path of readdirSync(root)) if (/^drift-.*json$/.test(path)) rmSync(join(root, path));
  const { share, verdict } = yaml(".gitlab-ci.yml");
  const total = share.parallel as number;
  const jobs = Array.from({ length: total }, (_, at) => {
    const env = { CI_NODE_INDEX: String(at + 1), CI_NODE_TOTAL: String(total) };
    return [share.script.join("\n"), env] as const;
  });
  expectWhole(jobs, verdict.script.join("\n"));
});

test("an Indexed Job of Kubernetes", () => {
  const { spec } = yaml("drift-job.yaml");
  const [container] = spec.template.spec.containers;
  const given = container.env as { name: string; value?: string }[];
  const env = Object.fromEntries(
    given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  expect(spec).toMatchObject({ completionMode: "Indexed", completions: Number(env.JOB_COMPLETIONS) });
  expect(container.command).toEqual(["sh", "-c"]);
  const own = { ...env, REPORTS: join(root, "reports"), RUN: "drift-x7k2p" };
  const jobs = Array.from({ length: spec.completions }, (_, at) => {
    return [container.args[0], { ...own, JOB_COMPLETION_INDEX: String(at) }] as const;
  });
  const [, merge = ""] =
    /`(npx lockgate merge [^`]+)`/.exec(text.slice(text.indexOf("When the Job is complete"))) ?? [];
  writeFileSync(join(root, "merge.sh"), `REPORTS=${own.REPORTS}\nRUN=${own.RUN}\n${merge} "$@"\n`);
  expectWhole(jobs, "sh merge.sh");
});
