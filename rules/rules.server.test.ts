import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startServer } from "../postgres-servers/servers.ts";
import { scheduleSelection } from "../src/analysis/schedule.ts";
import { pairFacts } from "../src/drift/catalog/compare-facts.ts";
import { extractFacts } from "../src/drift/catalog/extract.ts";
import { nameOf } from "../src/drift/catalog/fact.ts";
import type { Observation } from "../src/effects/observation.ts";
import type { Finding } from "../src/judge/finding.ts";
import { loadRules, readmeOf } from "../src/judge/load-rules.ts";
import { blocksReads, blocksWrites } from "../src/postgres/lock-mode.ts";
import { judgeParts, onlyLooks, type Part, remedied, selectionOf } from "../src/proof/example.ts";
import { remediesOf } from "../src/proof/prove.ts";
import { type Problem, parseReadme } from "../src/proof/readme.ts";
import type { Rule } from "../src/rule.ts";
import { connect, type ServerSession } from "../src/shadow/engines/server.ts";
import { rehearse } from "../src/shadow/rehearse/rehearse.ts";
import { loadParser, parseScript } from "../src/sql/parse.ts";
import { quoted } from "../src/sql/quote.ts";

await loadParser();
const rules = await loadRules();
const SCOPE = { schemas: null, ignore: [], platform: [], unavailable: [], history: null };

const readmes = await Promise.all(
  [...rules.values()].map(async (loaded) => ({ ...loaded, ...parseReadme(await readmeOf(loaded)) })),
);
// What the run's own rules find is no effect that a server could show.
const judging = readmes.flatMap(({ rule, ...readme }) => (rule.scope === "run" ? [] : [{ ...readme, rule }]));
const problems = judging.flatMap(({ id, rule, problems: all }) =>
  all.map((problem) => ({ name: `${id}:${problem.line}`, id, rule, problem })),
);
const fine = judging.flatMap(({ id, fine: all }) =>
  all.map((example) => ({ name: `${id}:${example.line}`, example })),
);

describe.each([14, 18] as const)("PostgreSQL %i", (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer(major);
  });
  afterAll(() => server?.stop());

  /** What each statement was seen to do, in the order in which they run. */
  async function watch(given: string, parts: readonly Part[]): Promise<Seen[]> {
    const scheduled = scheduleSelection(selectionOf(given, parts));
    const { migrations, baseFailures } = await rehearse({
      shadow: server.url,
      scheduled,
      grouping: "each",
      platform: null,
      prelude: null,
      live: null,
      cache: null,
    });
    expect(baseFailures).toEqual([]);
    return scheduled.flatMap(({ migration, script }) =>
      (migrations.get(migration.id)?.statements ?? []).map((one) => {
        const observation = one.kind === "skipped" ? null : one.observation;
        return { text: script.statements[one.index]?.text ?? "", observation };
      }),
    );
  }

  /** What is read after the scripts have run in a new database; what stops one is thrown. */
  async function readAfter<T>(
    scripts: readonly string[],
    read: (session: ServerSession) => Promise<T>,
  ): Promise<T> {
    const admin = await connect(server.url);
    await admin.exec("CREATE DATABASE proof");
    const session = await connect(server.url.replace(/\/postgres$/, "/proof"));
    try {
      for (const { text } of scripts.flatMap((sql) => parseScript(sql).statements)) {
        const { error } = await session.exec(text);
        if (error) throw new Error(`${error.message}: ${text}`);
      }
      return await read(session);
    } finally {
      await session.end();
      await admin.exec("DROP DATABASE proof WITH (FORCE)");
      // They belong to the server, which is a shadow's own only without other people's databases.
      for (const { name } of await admin.query<{ name: string }>(OWN_ROLES))
        await admin.exec(`DROP ROLE ${quoted(name)}`);
      await admin.end();
    }
  }

  function schemaAfter(given: string, parts: readonly Part[]) {
    return readAfter([given, ...parts.map(({ sql }) => sql)], async (session) => {
      await session.exec("SET search_path = ''");
      return extractFacts(session);
    });
  }

  /** What the queries of a remedy find in the rows that are given: rows, or a count of them. */
  function rowsFound({ given, sql }: Problem, { statement }: Finding, queries: string): Promise<number> {
    const before = parseScript(sql).statements.slice(0, statement ?? 0);
    return readAfter([given, ...before.map(({ text }) => `${text};`)], async (session) => {
      const found = await Promise.all(
        parseScript(queries).statements.map(({ text }) => session.query<{ count: string }>(text)),
      );
      return found.flat().reduce((sum, { count }) => sum + Number(count), 0);
    });
  }

  /** The SQLSTATE with which the role of the snapshot fails, once every table has its owner there. */
  async function refusedToRole({ given, snapshot, sql }: Problem): Promise<string | null> {
    const { role, tables = [] } = snapshot ?? {};
    if (role === undefined) throw new Error("its snapshot names no role");
    const owners = tables.flatMap(({ relation, owner }) => (owner ? [[relation, owner] as const] : []));
    const roles = [...new Set([role.name, ...role.memberOf, ...owners.map(([, owner]) => owner)])];
    const after = [
      ...roles
        .filter((name) => !given.includes(`CREATE ROLE ${name};`))
        .map((name) => `CREATE ROLE ${name};`),
      ...owners.map(([relation, owner]) => `ALTER TABLE ${relation} OWNER TO ${owner};`),
      ...role.memberOf.map((name) => `GRANT ${name} TO ${role.name};`),
      `SET ROLE ${role.name};`,
    ].join("\n");
    return readAfter([given, after], async (session) => {
      const { error } = await session.exec(sql);
      return error?.sqlstate ?? null;
    });
  }

  const findingsOf = (
    { given, snapshot, sql, tool }: Problem,
    id: string,
    rule: Rule,
  ): Promise<readonly Finding[]> =>
    judgeParts({ given, snapshot }, [{ sql, tool }], new Map([[id, rule]]), major).then(
      ({ findings }) => findings,
    );

  // Who owns what in production shows on no shadow, where migrations run as a superuser: see the next test.
  const isOwned = ({ id }: { readonly id: string }) => id === "lacks-privilege";
  const shown = problems.filter((one) => !isOwned(one));
  test.each(shown)("the problem of $name shows its effect", async ({ id, rule, problem }) => {
    const seen = await watch(problem.given, [problem]);
    for (const finding of await findingsOf(problem, id, rule)) {
      expect(shows(finding, seen), JSON.stringify({ because: finding.because, seen }, null, 1)).toBe(true);
    }
  });

  test.each(problems.filter(isOwned))("the problem of $name is refused to the role", async ({ problem }) => {
    expect(await refusedToRole(problem)).toBe("42501");
  });

  test.each(problems)(
    "the remedy of $name reaches the same schema without it",
    async ({ id, rule, problem }) => {
      const alone = new Map([[id, rule]]);
      for (const { sql, finding } of await remediesOf([problem], alone, major)) {
        if (onlyLooks(sql)) {
          expect(await rowsFound(problem, finding, sql)).toBeGreaterThan(0);
          continue;
        }
        const given = withoutRows(problem.given);
        const parts = remedied(problem, finding, sql);
        expect(hazards(await watch(given, parts))).toEqual([]);
        const stops = (await findingsOf(problem, id, rule)).some(({ because }) => because?.kind === "fail");
        if (stops && id !== "fails-on-existing-rows") continue;
        const wanted = await schemaAfter(given, [problem]);
        const reached = await schemaAfter(given, parts);
        expect(
          pairFacts(wanted, reached, SCOPE).map((pair) => nameOf(pair.expected ?? pair.actual ?? never(sql))),
        ).toEqual([]);
      }
    },
  );

  test.each(fine)("$name is accepted, and blocks nobody for long", async ({ name, example }) => {
    if (!name.startsWith("fails-on") && !LOCKS.test(name)) return;
    const seen = await watch(example.given, [example]);
    expect(name.startsWith("fails-on") ? failures(seen) : hazards(seen)).toEqual([]);
  });
});

const OWN_ROLES = "SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user";

const LOCKS = /^(rewrites|blocks|scans|holds|rebuilds)-/;

interface Seen {
  readonly text: string;
  readonly observation: Observation | null;
}

/** Whether the server showed what the finding rests on. Code that breaks is no matter of the server. */
function shows({ because }: Finding, seen: readonly Seen[]): boolean {
  if (because === null || because.kind === "break") return true;
  return seen.some(({ observation }) => {
    if (observation === null) return false;
    switch (because.kind) {
      case "lock":
        return observation.locks.some(
          ({ relation, mode }) => relation === because.relation && mode === because.mode,
        );
      case "rewrite":
        return observation.rewrites.some(({ relation }) => relation === because.relation);
      case "scan":
        return observation.scans.some(({ relation }) => relation === because.relation);
      case "build":
        return observation.builds.some(({ index }) => index === because.index);
      case "fail":
        return observation.error?.sqlstate === because.sqlstate;
      default:
        // Lost data and changed rows: the tables of the examples are nearly empty, so it ran and that is all.
        return observation.error === null;
    }
  });
}

function failures(seen: readonly Seen[]): string[] {
  return seen.flatMap(({ text, observation }) =>
    observation?.error ? [`${observation.error.message}: ${text}`] : [],
  );
}

/** Long work while a lock of this transaction keeps others from an existing table, and what failed. */
function hazards(seen: readonly Seen[]): string[] {
  const created = new Set<string>();
  return seen.flatMap(({ text, observation }) => {
    if (observation === null) return [];
    if (observation.error !== null) return [`${observation.error.message}: ${text}`];
    for (const { relation } of observation.created) created.add(relation);
    const existed = ({ relation }: { readonly relation: string }): boolean => !created.has(relation);
    const { rewrites, builds, scans, held, locks } = observation;
    const work = [...rewrites, ...builds, ...scans].filter(existed);
    const blocking = [...held, ...locks]
      .filter(existed)
      .filter(({ mode, kind }) => "rpm".includes(kind) && (blocksReads(mode) || blocksWrites(mode)));
    return work.length > 0 && blocking.length > 0 ? [`${JSON.stringify({ work, blocking })}: ${text}`] : [];
  });
}

function withoutRows(given: string): string {
  const { statements } = parseScript(given);
  return statements
    .filter(({ command }) => command !== "INSERT")
    .map(({ text }) => `${text};`)
    .join("\n");
}

function never(what: string): never {
  throw new Error(what);
}
